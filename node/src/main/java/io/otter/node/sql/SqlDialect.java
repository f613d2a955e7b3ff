package io.otter.node.sql;

import io.otter.database.TableName;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose SQL a text is.
 *
 * @param version of the server as it numbers its version comments, e.g. 80033
 * @param foldsNames whether it takes names of tables and databases for the same that differ in case only, and logs rows with them
 *     in lower case: {@code lower_case_table_names} is not 0
 */
public record SqlDialect(boolean mariadb, int version, boolean foldsNames) {
    /** For a text of which no more is known than that it is a statement: any word that is free on some server may be a name. */
    public static final SqlDialect ANY = new SqlDialect(true, 999_999, false);

    private static final Pattern VERSION = Pattern.compile("^(?:5\\.5\\.5-(?=1\\d\\.))?(\\d+)\\.(\\d+)\\.(\\d+)");

    public SqlDialect(boolean mariadb, int version) {
        this(mariadb, version, false);
    }

    /**
     * @param version as the server answers SELECT VERSION()
     * @param lowerCaseTableNames its variable of this name
     */
    public static SqlDialect of(boolean mariadb, String version, String lowerCaseTableNames) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw new IllegalArgumentException("not a server's version: " + version);
        }
        int number = Integer.parseInt(matcher.group(1)) * 10_000
                + Integer.parseInt(matcher.group(2)) * 100
                + Integer.parseInt(matcher.group(3));
        return new SqlDialect(mariadb, number, !lowerCaseTableNames.equals("0"));
    }

    /** The name of a table or database as the server logs it. */
    public String named(String written) {
        return foldsNames ? written.toLowerCase(Locale.ROOT) : written;
    }

    /** @see #named(String) */
    public TableName named(TableName written) {
        return foldsNames ? new TableName(named(written.schema()), named(written.table())) : written;
    }
}
