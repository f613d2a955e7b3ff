package io.otter.manager.configuration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Opens the manager's own database with the driver that suits its server. Stateless. */
final class ManagerDatabase {
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int DENIED_TO_DATABASE = 1044;

    private ManagerDatabase() {}

    /**
     * Checks address, log-in and database, creates the database if it is missing, and opens a pool.
     *
     * @return a pool of at most ten connections; the caller closes it
     * @throws OtterException naming the key to change
     */
    static HikariDataSource open(ManagerSettings settings) {
        boolean mysql = mysqlDriver(settings);
        prepare(settings, mysql);
        HikariConfig config = new HikariConfig();
        config.setPoolName("manager-database");
        config.setJdbcUrl(url(settings, mysql, settings.database().schema()));
        config.setDriverClassName(mysql ? "com.mysql.cj.jdbc.Driver" : "org.mariadb.jdbc.Driver");
        config.setDataSourceProperties(properties(settings, mysql));
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    private static boolean mysqlDriver(ManagerSettings settings) {
        try {
            return ServerGreeting.read(settings.database().address()).speaksToMysqlConnector();
        } catch (IOException e) {
            throw new OtterException(
                    ErrorCode.DATABASE_UNREACHABLE,
                    "otter.database.driver.url: the manager's database at "
                            + settings.database().address() + " does not answer: " + words(e) + ".",
                    e);
        }
    }

    private static void prepare(ManagerSettings settings, boolean mysql) {
        String schema = settings.database().schema();
        try (Connection connection = connect(settings, mysql, schema)) {
            connection.isValid(10);
        } catch (SQLException e) {
            if (e.getErrorCode() != UNKNOWN_DATABASE) {
                throw refused(settings, e);
            }
            create(settings, mysql, schema);
        }
    }

    private static void create(ManagerSettings settings, boolean mysql, String schema) {
        try (Connection connection = connect(settings, mysql, "");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE DATABASE IF NOT EXISTS `" + schema.replace("`", "``") + "` DEFAULT CHARACTER SET utf8mb4");
        } catch (SQLException e) {
            throw new OtterException(
                    ErrorCode.DATABASE_PRIVILEGE,
                    "otter.database.driver.url: database " + schema + " does not exist and user "
                            + settings.databaseUser() + " may not create it: run CREATE DATABASE `" + schema
                            + "` DEFAULT CHARACTER SET utf8mb4 and grant it to the user.",
                    e);
        }
    }

    private static Connection connect(ManagerSettings settings, boolean mysql, String schema) throws SQLException {
        Driver driver = mysql ? new com.mysql.cj.jdbc.Driver() : new org.mariadb.jdbc.Driver();
        Properties properties = properties(settings, mysql);
        properties.setProperty("user", settings.databaseUser());
        properties.setProperty("password", settings.databasePassword());
        Connection connection = driver.connect(url(settings, mysql, schema), properties);
        if (connection == null) {
            throw new IllegalStateException(driver.getClass() + " does not take its own URL");
        }
        return connection;
    }

    private static OtterException refused(ManagerSettings settings, SQLException e) {
        String server = settings.database().address().toString();
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (e.getErrorCode() == DENIED_TO_DATABASE) {
            return new OtterException(
                    ErrorCode.DATABASE_PRIVILEGE,
                    "otter.database.driver.username: user " + settings.databaseUser() + " may not use database "
                            + settings.database().schema() + " at " + server + ".",
                    e);
        }
        if (state.startsWith("28")) {
            return new OtterException(
                    ErrorCode.DATABASE_ACCESS_DENIED,
                    "otter.database.driver.username, otter.database.driver.password: " + server + " refuses user "
                            + settings.databaseUser() + ".",
                    e);
        }
        return new OtterException(
                ErrorCode.DATABASE_UNREACHABLE,
                "otter.database.driver.url: cannot use the manager's database at " + server + ": " + words(e) + ".",
                e);
    }

    private static String url(ManagerSettings settings, boolean mysql, String schema) {
        return (mysql ? "jdbc:mysql://" : "jdbc:mariadb://")
                + settings.database().address() + "/"
                + java.net.URLEncoder.encode(schema, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Properties properties(ManagerSettings settings, boolean mysql) {
        String tls = settings.database().tlsMode();
        boolean verified = tls.startsWith("VERIFY");
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", "10000");
        properties.setProperty("socketTimeout", "60000");
        properties.setProperty("allowPublicKeyRetrieval", String.valueOf(!verified));
        properties.setProperty("allowLocalInfile", "false");
        if (mysql) {
            properties.remove("allowLocalInfile");
            properties.setProperty("allowLoadLocalInfile", "false");
            properties.setProperty("sslMode", tls);
            properties.setProperty("characterEncoding", "UTF-8");
            properties.setProperty("zeroDateTimeBehavior", "CONVERT_TO_NULL");
        } else {
            properties.setProperty("sslMode", mariadbTlsMode(tls));
        }
        return properties;
    }

    private static String mariadbTlsMode(String tls) {
        return switch (tls) {
            case "REQUIRED" -> "trust";
            case "VERIFY_CA" -> "verify-ca";
            case "VERIFY_IDENTITY" -> "verify-full";
            default -> "disable";
        };
    }

    private static String words(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
