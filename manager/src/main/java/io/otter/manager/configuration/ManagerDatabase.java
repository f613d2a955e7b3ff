package io.otter.manager.configuration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Opens the manager's own database. Stateless. */
public final class ManagerDatabase {
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int MAX_CONNECTIONS = 10;

    private ManagerDatabase() {}

    /**
     * Checks address, log-in and database, creates the database if it is missing, and opens a pool.
     *
     * @return a pool whose connections have the manager's database as default schema; the caller must close it
     * @throws OtterException naming the key to change
     */
    public static HikariDataSource open(ManagerSettings settings, DatabaseConnector connector) {
        DataMediaSource source = source(settings);
        prepare(settings, connector, source);
        HikariConfig config = new HikariConfig();
        config.setPoolName("manager-database");
        config.setDataSource(
                new SchemaDataSource(connector, source, settings.database().schema()));
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Purpose.PROBE.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static DataMediaSource source(ManagerSettings settings) {
        DatabaseAddress database = settings.database();
        return new DataMediaSource(
                0,
                "otter.database",
                SourceType.MYSQL,
                database.address().host(),
                database.address().port(),
                settings.databaseUser(),
                settings.secretKey()
                        .encrypt(
                                settings.databasePassword(),
                                PasswordPlace.database(
                                        database.address().host(),
                                        database.address().port(),
                                        settings.databaseUser())),
                Map.of("sslMode", database.tlsMode()));
    }

    private static void prepare(ManagerSettings settings, DatabaseConnector connector, DataMediaSource source) {
        String schema = settings.database().schema();
        try (Connection connection = connector.open(source, Purpose.PROBE)) {
            try {
                connection.setCatalog(schema);
            } catch (SQLException e) {
                if (e.getErrorCode() != UNKNOWN_DATABASE) {
                    throw fault(
                            settings,
                            DatabaseFault.codeOf(e).orElse(ErrorCode.DATABASE_UNREACHABLE),
                            "user " + settings.databaseUser() + " cannot use database " + schema + ": " + e.getMessage()
                                    + ".",
                            e);
                }
                create(settings, connection, schema);
            }
        } catch (OtterException e) {
            throw e.getMessage().startsWith("otter.database.driver") ? e : fault(settings, e.code(), e.getMessage(), e);
        } catch (SQLException e) {
            throw fault(settings, ErrorCode.DATABASE_UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static void create(ManagerSettings settings, Connection connection, String schema) {
        String sql = "CREATE DATABASE " + SqlNames.quote(schema) + " DEFAULT CHARACTER SET utf8mb4";
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw fault(
                    settings,
                    ErrorCode.DATABASE_PRIVILEGE,
                    "database " + schema + " does not exist and user " + settings.databaseUser()
                            + " may not create it: run " + sql + " and grant it to the user.",
                    e);
        }
    }

    private static OtterException fault(ManagerSettings settings, ErrorCode code, String what, Exception cause) {
        String keys = code == ErrorCode.DATABASE_ACCESS_DENIED || code == ErrorCode.DATABASE_PRIVILEGE
                ? "otter.database.driver.username, otter.database.driver.password"
                : "otter.database.driver.url";
        return new OtterException(
                code,
                keys + ": the manager's database at " + settings.database().address() + " cannot be used: "
                        + what.replaceFirst("^source \"otter\\.database\" at \\S+ as [^:]*: ", ""),
                cause);
    }
}
