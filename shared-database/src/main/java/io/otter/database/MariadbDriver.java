package io.otter.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;

/** MariaDB's driver, for MariaDB and for MySQL 5.6 and 5.7, which MySQL's own no longer speaks to. */
final class MariadbDriver {
    private MariadbDriver() {}

    static Connection connect(
            Endpoint endpoint, ServerGreeting greeting, Duration connectTimeout, Duration socketTimeout)
            throws SQLException {
        ConnectionOptions options = endpoint.options();
        Configuration.Builder builder = new Configuration.Builder()
                .addHost(endpoint.host(), endpoint.port())
                .user(endpoint.username())
                .password(endpoint.password())
                .connectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                .socketTimeout(Math.toIntExact(socketTimeout.toMillis()))
                .sslMode(sslMode(options.sslMode(), greeting))
                // As with MySQL's driver: only where the password may have to travel outside TLS.
                .allowPublicKeyRetrieval(!options.sslMode().isMandatory())
                .tcpKeepAlive(options.tcpKeepAlive())
                .useCompression(options.compression())
                .useServerPrepStmts(options.serverPreparedStatements())
                .cachePrepStmts(options.preparedStatementCacheSize() > 0)
                .prepStmtCacheSize(Math.max(1, options.preparedStatementCacheSize()))
                .tinyInt1isBit(false)
                .transformedBitIsBoolean(false)
                .yearIsDateType(false)
                .useAffectedRows(false)
                .connectionTimeZone("UTC")
                .preserveInstants(false)
                .rewriteBatchedStatements(false)
                .useBulkStmts(false)
                .useBulkStmtsForInserts(false)
                .allowMultiQueries(false)
                .allowLocalInfile(false)
                .permitRedirect(false)
                .createDatabaseIfNotExist(false)
                .transactionReplay(false)
                .pool(false)
                .dumpQueriesOnException(false)
                .restrictedAuth("mysql_native_password,caching_sha2_password,client_ed25519,parsec");
        if (!options.tlsVersions().isEmpty()) {
            builder.enabledSslProtocolSuites(String.join(",", options.tlsVersions()));
        }
        options.maxAllowedPacketBytes().ifPresent(builder::maxAllowedPacket);
        options.connectionCollation().ifPresent(builder::connectionCollation);
        options.fetchRows().ifPresent(builder::defaultFetchSize);
        return Driver.connect(builder.build());
    }

    private static String sslMode(SslMode mode, ServerGreeting greeting) {
        return switch (mode) {
            case DISABLED -> "disable";
            // MySQL 5.x offers TLS versions that today's Java refuses.
            case PREFERRED -> greeting.offersTls() && greeting.server().isMariaDb() ? "trust" : "disable";
            case REQUIRED -> "trust";
            case VERIFY_CA -> "verify-ca";
            case VERIFY_IDENTITY -> "verify-full";
        };
    }
}
