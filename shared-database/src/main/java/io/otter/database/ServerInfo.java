package io.otter.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind and version of a server.
 *
 * @param version as reported by the server, e.g. {@code 8.0.33} or {@code 10.11.6-MariaDB-0+deb12u1}
 */
public record ServerInfo(Flavor flavor, int major, int minor, int patch, String version) {
    /** Prefix in MariaDB 10's greeting, since old replicas refuse a major version above 5. */
    private static final String REPLICATION_PREFIX = "5.5.5-";

    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*", Pattern.DOTALL);

    /** Queries the server. */
    public static ServerInfo of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT VERSION()")) {
            rows.next();
            return parse(rows.getString(1));
        }
    }

    /**
     * Parses a version.
     *
     * @throws IllegalArgumentException if the text does not start with a version number
     */
    public static ServerInfo parse(String version) {
        Flavor flavor = version.toLowerCase(Locale.ROOT).contains("mariadb") ? Flavor.MARIADB : Flavor.MYSQL;
        String text = flavor == Flavor.MARIADB && version.startsWith(REPLICATION_PREFIX)
                ? version.substring(REPLICATION_PREFIX.length())
                : version;
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("not a version of MySQL or MariaDB: " + version);
        }
        int patch = numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3));
        return new ServerInfo(
                flavor, Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)), patch, text);
    }

    public boolean isMariaDb() {
        return flavor == Flavor.MARIADB;
    }

    /** Compares versions within one flavor; ask {@link #flavor} first. */
    public boolean atLeast(int major, int minor) {
        return atLeast(major, minor, 0);
    }

    /** Compares versions within one flavor; ask {@link #flavor} first. */
    public boolean atLeast(int major, int minor, int patch) {
        if (this.major != major) {
            return this.major > major;
        }
        return this.minor == minor ? this.patch >= patch : this.minor > minor;
    }

    @Override
    public String toString() {
        return (isMariaDb() ? "MariaDB " : "MySQL ") + major + "." + minor + "." + patch;
    }
}
