package io.otter.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;

/**
 * Configures MariaDB's driver, used for MariaDB, for MySQL 5.6 and 5.7, which MySQL's own driver no longer supports,
 * and for writing rows to any of them. Stateless.
 */
final class MariadbDriver {
    private MariadbDriver() {}

    /** @param packetBytes what the server takes at most in one statement; 0 if that is not known */
    static Connection connect(
            Endpoint endpoint,
            ServerGreeting greeting,
            Optional<ClientCertificate> own,
            Duration connectTimeout,
            Duration socketTimeout,
            int packetBytes)
            throws SQLException {
        return Driver.connect(configuration(endpoint, greeting, own, connectTimeout, socketTimeout, packetBytes));
    }

    /** What the server takes at most in one statement of this session. */
    static int packetBytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@max_allowed_packet")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    /** Built by the driver's parser from address and properties; its builder omits settings needed to connect. */
    static Configuration configuration(
            Endpoint endpoint,
            ServerGreeting greeting,
            Optional<ClientCertificate> own,
            Duration connectTimeout,
            Duration socketTimeout,
            int packetBytes)
            throws SQLException {
        ConnectionOptions options = endpoint.options();
        Properties properties = new Properties();
        set(properties, "user", endpoint.username());
        set(properties, "password", endpoint.password());
        set(properties, "connectTimeout", connectTimeout.toMillis());
        set(properties, "socketTimeout", socketTimeout.toMillis());
        set(properties, "sslMode", sslMode(options.sslMode(), greeting));
        options.trustedCertificates().ifPresent(trusted -> set(properties, "serverSslCert", trusted.pem()));
        own.ifPresent(certificate -> {
            set(properties, "keyStore", certificate.file());
            set(properties, "keyStoreType", ClientCertificate.TYPE);
            set(properties, "keyStorePassword", certificate.password());
        });
        set(properties, "allowPublicKeyRetrieval", endpoint.isTrustedWithKey());
        set(properties, "tcpKeepAlive", options.tcpKeepAlive());
        set(properties, "useCompression", options.compression());
        set(properties, "useServerPrepStmts", options.serverPreparedStatements());
        set(properties, "cachePrepStmts", options.preparedStatementCacheSize() > 0);
        set(properties, "prepStmtCacheSize", Math.max(1, options.preparedStatementCacheSize()));
        if (!options.tlsVersions().isEmpty()) {
            set(properties, "enabledSslProtocolSuites", String.join(",", options.tlsVersions()));
        }
        int largest = options.maxAllowedPacketBytes().orElse(packetBytes);
        if (largest > 0) {
            set(properties, "maxAllowedPacket", largest);
        }
        options.connectionCollation().ifPresent(name -> set(properties, "connectionCollation", name));
        options.fetchRows().ifPresent(rows -> set(properties, "defaultFetchSize", rows));
        valuesAsTheServerHasThem(properties);
        nothingDangerous(properties);
        String host = endpoint.host().indexOf(':') >= 0 ? "[" + endpoint.host() + "]" : endpoint.host();
        return Configuration.parse("jdbc:mariadb://" + host + ":" + endpoint.port() + "/", properties);
    }

    private static void valuesAsTheServerHasThem(Properties properties) {
        set(properties, "tinyInt1isBit", false);
        set(properties, "transformedBitIsBoolean", false);
        set(properties, "yearIsDateType", false);
        // The update count includes rows found but not changed.
        set(properties, "useAffectedRows", false);
        set(properties, "connectionTimeZone", "UTC");
        set(properties, "preserveInstants", false);
        set(properties, "rewriteBatchedStatements", false);
        set(properties, "useBulkStmts", false);
        set(properties, "useBulkStmtsForInserts", false);
    }

    private static void nothingDangerous(Properties properties) {
        set(properties, "allowMultiQueries", false);
        set(properties, "allowLocalInfile", false);
        set(properties, "permitRedirect", false);
        set(properties, "createDatabaseIfNotExist", false);
        set(properties, "transactionReplay", false);
        set(properties, "pool", false);
        set(properties, "dumpQueriesOnException", false);
        set(properties, "restrictedAuth", "mysql_native_password,caching_sha2_password,client_ed25519,parsec");
    }

    private static void set(Properties properties, String name, Object value) {
        properties.setProperty(name, value.toString());
    }

    private static String sslMode(SslMode mode, ServerGreeting greeting) {
        return switch (mode) {
            case DISABLED -> "disable";
            // MySQL 5.x offers TLS versions that current JVMs refuse.
            case PREFERRED ->
                greeting.offersTls()
                                && (greeting.server().isMariaDb()
                                        || greeting.server().atLeast(8, 0))
                        ? "trust"
                        : "disable";
            case REQUIRED -> "trust";
            case VERIFY_CA -> "verify-ca";
            case VERIFY_IDENTITY -> "verify-full";
        };
    }
}
