package io.otter.manager.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Migrates the manager's database to this version; several managers may do so concurrently. Stateless. */
public final class ManagerSchema {
    private static final Logger log = LoggerFactory.getLogger(ManagerSchema.class);
    private static final int DUPLICATE_COLUMN = 1060;
    /** Rebuilding a large table takes its time. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final String SCRIPT = "sql/otter-manager-schema.sql";

    /** The script names a database; the manager uses the configured one. */
    private static final Pattern OWN_DATABASE =
            Pattern.compile("^(?:CREATE DATABASE|USE) [^;]*;$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    /** Accounts with publicly known passwords: only for a new table, so that a deleted one does not come back. */
    private static final Pattern SEED_ACCOUNTS = Pattern.compile("INSERT IGNORE INTO `USER`[^;]*;");

    private ManagerSchema() {}

    /**
     * Creates missing tables and widens columns of alibaba/otter; rows are kept.
     *
     * @param database connections with the manager's database as default schema
     * @throws OtterException with {@link ErrorCode#DATABASE_PRIVILEGE} naming the statement that was refused
     */
    public static void migrate(DataSource database) {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
            boolean isNew = width(connection, "USER", "PASSWORD") == Long.MAX_VALUE;
            ScriptUtils.executeSqlScript(connection, new EncodedResource(script(isNew), StandardCharsets.UTF_8));
            widen(connection, "USER", "PASSWORD", "varchar(128) NOT NULL", 128);
            widen(connection, "USER", "USERNAME", "varchar(64) NOT NULL", 64);
            widen(connection, "DATA_MEDIA", "PROPERTIES", "text NOT NULL", 65_535);
            widen(connection, "DATA_MEDIA_SOURCE", "PROPERTIES", "text NOT NULL", 65_535);
            add(connection, "AUDIT", "ACT", "text");
            add(connection, "CHANNEL_STATE", "PIPELINES", "text");
            add(connection, "RESYNC", "KIND", "varchar(10)");
            add(connection, "AUDIT", "OUTCOME", "varchar(255)");
            add(connection, "USER", "SUBJECT", "char(64)");
            add(connection, "USER", "CHANNELS", "text");
            add(connection, "API_TOKEN", "ROLE", "varchar(20)");
            add(connection, "API_TOKEN", "CHANNELS", "text");
            add(connection, "API_TOKEN", "EXPIRES_MILLIS", "bigint(20)");
            add(connection, "API_TOKEN", "USED_MILLIS", "bigint(20)");
            letTokensExpire(connection);
            for (NamedTable table : NamedTable.ALL) {
                table.takeAllCharacters(connection);
            }
        } catch (SQLException | ScriptException e) {
            throw new OtterException(
                    ErrorCode.DATABASE_PRIVILEGE,
                    "otter.database.driver.username: the manager's tables cannot be created or changed: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    private static ByteArrayResource script(boolean withAccounts) {
        try {
            String text = new ClassPathResource(SCRIPT).getContentAsString(StandardCharsets.UTF_8);
            if (!withAccounts) {
                text = SEED_ACCOUNTS.matcher(text).replaceAll("");
            }
            return new ByteArrayResource(
                    OWN_DATABASE.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8), SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void widen(Connection connection, String table, String column, String type, long least)
            throws SQLException {
        if (width(connection, table, column) >= least) {
            return;
        }
        String sql = String.format(Locale.ROOT, "ALTER TABLE `%s` MODIFY `%s` %s", table, column, type);
        try (Statement statement = connection.createStatement()) {
            allowOldDefaults(statement);
            statement.executeUpdate(sql);
            log.info("widening a column of the manager's database: {}", sql);
        }
    }

    /** Adds a nullable column, since older managers do not set it. */
    private static void add(Connection connection, String table, String column, String type) throws SQLException {
        if (width(connection, table, column) < Long.MAX_VALUE) {
            return;
        }
        String sql = String.format(Locale.ROOT, "ALTER TABLE `%s` ADD `%s` %s", table, column, type);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
            log.info("adding a column to the manager's database: {}", sql);
        } catch (SQLException e) {
            if (e.getErrorCode() != DUPLICATE_COLUMN) { // another manager was faster
                throw e;
            }
        }
    }

    /** Tokens of older managers had no end; from now on they have the usual one. */
    private static void letTokensExpire(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE API_TOKEN SET EXPIRES_MILLIS = (UNIX_TIMESTAMP() + 90 * 86400) * 1000"
                    + " WHERE EXPIRES_MILLIS IS NULL");
        }
    }

    /** Tables of alibaba/otter have zero dates as defaults, which a strict server rejects in a rebuild. */
    private static void allowOldDefaults(Statement statement) throws SQLException {
        statement.execute("SET SESSION sql_mode = 'STRICT_TRANS_TABLES'");
    }

    private static long width(Connection connection, String table, String column) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT CHARACTER_MAXIMUM_LENGTH FROM information_schema.COLUMNS"
                        + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?")) {
            statement.setString(1, table);
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : Long.MAX_VALUE;
            }
        }
    }
}
