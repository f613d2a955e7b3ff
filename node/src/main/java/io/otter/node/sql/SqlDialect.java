package io.otter.node.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose SQL a text is.
 *
 * @param version of the server as it numbers its version comments, e.g. 80033
 */
public record SqlDialect(boolean mariadb, int version) {
    private static final Pattern VERSION = Pattern.compile("^(?:5\\.5\\.5-(?=1\\d\\.))?(\\d+)\\.(\\d+)\\.(\\d+)");

    /** @param version as the server answers SELECT VERSION() */
    public static SqlDialect of(boolean mariadb, String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw new IllegalArgumentException("not a server's version: " + version);
        }
        int number = Integer.parseInt(matcher.group(1)) * 10_000
                + Integer.parseInt(matcher.group(2)) * 100
                + Integer.parseInt(matcher.group(3));
        return new SqlDialect(mariadb, number);
    }
}
