package io.otter.database;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.Driver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** Configures MySQL's own driver, used for MySQL 8.0 and later unless rows are written. Stateless. */
final class ConnectorJ {
    private ConnectorJ() {}

    static Connection connect(
            Endpoint endpoint,
            TrustStores trustStores,
            Optional<ClientCertificate> own,
            Duration connectTimeout,
            Duration socketTimeout)
            throws SQLException {
        ConnectionOptions options = endpoint.options();
        Properties properties = new Properties();
        set(properties, PropertyKey.USER, endpoint.username());
        set(properties, PropertyKey.PASSWORD, endpoint.password());
        set(properties, PropertyKey.connectTimeout, connectTimeout.toMillis());
        set(properties, PropertyKey.socketTimeout, socketTimeout.toMillis());
        set(properties, PropertyKey.sslMode, options.sslMode());
        if (!options.tlsVersions().isEmpty()) {
            set(properties, PropertyKey.tlsVersions, String.join(",", options.tlsVersions()));
        }
        options.trustedCertificates()
                .filter(certificates -> options.sslMode().verifies())
                .ifPresent(certificates -> {
                    set(properties, PropertyKey.trustCertificateKeyStoreUrl, trustStores.fileOf(certificates));
                    set(properties, PropertyKey.trustCertificateKeyStoreType, TrustStores.TYPE);
                    set(properties, PropertyKey.trustCertificateKeyStorePassword, TrustStores.PASSWORD);
                    set(properties, PropertyKey.fallbackToSystemTrustStore, false);
                });
        own.ifPresent(certificate -> {
            set(
                    properties,
                    PropertyKey.clientCertificateKeyStoreUrl,
                    certificate.file().toUri());
            set(properties, PropertyKey.clientCertificateKeyStoreType, ClientCertificate.TYPE);
            set(properties, PropertyKey.clientCertificateKeyStorePassword, certificate.password());
            set(properties, PropertyKey.fallbackToSystemKeyStore, false);
        });
        // Without TLS, caching_sha2_password needs the server's RSA key for the first log-in after a server start.
        set(properties, PropertyKey.allowPublicKeyRetrieval, endpoint.isTrustedWithKey());
        set(properties, PropertyKey.tcpKeepAlive, options.tcpKeepAlive());
        set(properties, PropertyKey.useCompression, options.compression());
        options.maxAllowedPacketBytes().ifPresent(bytes -> set(properties, PropertyKey.maxAllowedPacket, bytes));
        options.connectionCollation().ifPresent(name -> set(properties, PropertyKey.connectionCollation, name));
        set(properties, PropertyKey.useServerPrepStmts, options.serverPreparedStatements());
        set(properties, PropertyKey.cachePrepStmts, options.preparedStatementCacheSize() > 0);
        set(properties, PropertyKey.prepStmtCacheSize, options.preparedStatementCacheSize());
        options.fetchRows().ifPresent(rows -> {
            set(properties, PropertyKey.defaultFetchSize, rows);
            set(properties, PropertyKey.useCursorFetch, true);
        });
        valuesAsTheServerHasThem(properties);
        nothingDangerous(properties);
        String host = endpoint.host().indexOf(':') >= 0 ? "[" + endpoint.host() + "]" : endpoint.host();
        Connection connection = new Driver().connect("jdbc:mysql://" + host + ":" + endpoint.port() + "/", properties);
        if (connection == null) {
            throw new SQLException("the driver refused the address " + endpoint.address(), "08001");
        }
        return connection;
    }

    private static void valuesAsTheServerHasThem(Properties properties) {
        set(properties, PropertyKey.tinyInt1isBit, false);
        set(properties, PropertyKey.transformedBitIsBoolean, false);
        set(properties, PropertyKey.yearIsDateType, false);
        // The update count includes rows found but not changed: a row that is already equal is not missing.
        set(properties, PropertyKey.useAffectedRows, false);
        // The driver checks only once, when it connects, whether to escape backslashes, so the server's default mode
        // must not apply.
        set(properties, PropertyKey.sessionVariables, "sql_mode=''");
        set(properties, PropertyKey.connectionTimeZone, "UTC");
        set(properties, PropertyKey.preserveInstants, false);
        set(properties, PropertyKey.rewriteBatchedStatements, false);
    }

    private static void nothingDangerous(Properties properties) {
        set(properties, PropertyKey.allowLoadLocalInfile, false);
        set(properties, PropertyKey.allowUrlInLocalInfile, false);
        set(properties, PropertyKey.allowMultiQueries, false);
        set(properties, PropertyKey.autoReconnect, false);
        set(properties, PropertyKey.dnsSrv, false);
        set(properties, PropertyKey.trackSessionState, false);
        set(properties, PropertyKey.includeThreadDumpInDeadlockExceptions, false);
        set(properties, PropertyKey.dumpQueriesOnException, false);
        set(
                properties,
                PropertyKey.disabledAuthenticationPlugins,
                "mysql_clear_password,authentication_ldap_sasl_client,authentication_kerberos_client,"
                        + "authentication_oci_client,authentication_openid_connect_client,authentication_webauthn_client");
    }

    private static void set(Properties properties, PropertyKey key, Object value) {
        properties.setProperty(key.getKeyName(), value.toString());
    }
}
