package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.Secret;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.FreePorts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.Configuration;

@ExtendWith(SharedServers.class)
class DatabaseConnectorTest {
    private static final Map<String, DatabaseServer> STARTED = new HashMap<>();
    private static ServerPool servers;

    private final DatabaseConnector connector = new DatabaseConnector(Servers.KEY);

    @BeforeAll
    static void share(ServerPool pool) {
        servers = pool;
    }

    @AfterAll
    static void stopServers() {
        STARTED.values().forEach(DatabaseServer::close);
        STARTED.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void opensEveryServerWithTheDriverThatSpeaksToIt(String name) throws SQLException {
        DatabaseServer server = server(name);

        try (Connection connection = connector.open(Servers.source(server), Purpose.LOAD)) {
            ServerInfo info = ServerInfo.of(connection);
            assertThat(connection.getMetaData().getDriverName()).startsWith("MariaDB");
            assertThat(name).isEqualTo((info.isMariaDb() ? "mariadb-" : "mysql-") + info.major() + "." + info.minor());
            assertThat(one(connection, "SELECT @@session.time_zone")).isEqualTo("+00:00");
            assertThat(one(connection, "SELECT @@session.sql_mode"))
                    .contains("STRICT_TRANS_TABLES", "NO_AUTO_VALUE_ON_ZERO")
                    .doesNotContain("NO_ZERO_DATE");
            assertThat(one(connection, "SELECT '😀 中文'")).isEqualTo("😀 中文");
        }
        try (Connection connection = connector.open(Servers.source(server), Purpose.LOOKUP)) {
            String wanted = Set.of("mysql-8.0", "mysql-9.7").contains(name) ? "MySQL" : "MariaDB";
            assertThat(connection.getMetaData().getDriverName()).startsWith(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void writesZeroDatesAndCountsRowsThatItFound(String name) throws SQLException {
        DatabaseServer server = server(name);
        server.execute(
                "CREATE DATABASE IF NOT EXISTS zero",
                "DROP TABLE IF EXISTS zero.t",
                "CREATE TABLE zero.t (id INT AUTO_INCREMENT PRIMARY KEY, d DATE, b TINYINT(1))");

        try (Connection connection = connector.open(Servers.source(server), Purpose.LOAD);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO zero.t VALUES (0, '0000-00-00', 5)");
            assertThat(statement.executeUpdate("UPDATE zero.t SET b = 5 WHERE id = 0"))
                    .isEqualTo(1);
            assertThat(one(connection, "SELECT b FROM zero.t WHERE d = '0000-00-00'"))
                    .isEqualTo("5");
        }
    }

    @Test
    void logsInWithCachingSha2WithoutTls() throws SQLException {
        DatabaseServer server = server("mysql-8.0");
        server.execute(
                "DROP USER IF EXISTS sha2@'%'",
                "CREATE USER sha2@'%' IDENTIFIED WITH caching_sha2_password BY 'first time'", "FLUSH PRIVILEGES");
        DataMediaSource source = Servers.source(server, "sha2", "first time", Map.of("sslMode", "DISABLED"));

        try (Connection connection = connector.open(source, Purpose.PROBE)) {
            assertThat(one(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUIRED", "PREFERRED", "VERIFY_CA"})
    void usesTlsAsFarAsItIsAskedFor(String mode) throws SQLException {
        DataMediaSource source = Servers.source(
                server("mysql-8.0"), "otter", "otter-password", Map.of("sslMode", mode, "tlsVersions", "TLSv1.3"));

        if (mode.equals("VERIFY_CA")) {
            assertThatThrownBy(() -> connector.open(source, Purpose.PROBE))
                    .asInstanceOf(type(OtterException.class))
                    .extracting(OtterException::code)
                    .isEqualTo(ErrorCode.DATABASE_TLS);
            return;
        }
        try (Connection connection = connector.open(source, Purpose.PROBE)) {
            assertThat(one(
                            connection,
                            "SELECT VARIABLE_VALUE FROM performance_schema.session_status"
                                    + " WHERE VARIABLE_NAME = 'Ssl_version'"))
                    .isEqualTo("TLSv1.3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-10.11"})
    void neverSendsALocalFile(String name) throws SQLException {
        DatabaseServer server = server(name);
        server.execute(
                "SET GLOBAL local_infile = ON",
                "CREATE DATABASE IF NOT EXISTS files",
                "DROP TABLE IF EXISTS files.t",
                "CREATE TABLE files.t (line TEXT)");

        try (Connection connection = connector.open(Servers.source(server), Purpose.LOAD);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE files.t"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.execute("SELECT 1; SELECT 2")).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mariadb-10.11"})
    void namesTheRefusedUserAndTheServer(String name) {
        DatabaseServer server = server(name);

        assertThatThrownBy(() ->
                        connector.open(Servers.source(server, "otter", "wrong-password", Map.of()), Purpose.PROBE))
                .asInstanceOf(type(OtterException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_ACCESS_DENIED);
                    assertThat(e.getMessage())
                            .contains("\"src\"", "127.0.0.1:" + server.port(), "otter")
                            .doesNotContain("wrong-password");
                });
    }

    @Test
    void reportsARefusedConnection() throws IOException {
        int port = FreePorts.pick();
        DataMediaSource source = at("127.0.0.1", port);

        assertThatThrownBy(() -> connector.open(source, Purpose.PROBE))
                .asInstanceOf(type(OtterException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
                    assertThat(e.getMessage()).contains("\"src\" at 127.0.0.1:" + port + " as u", "refused");
                });
        try (DatabasePool pool = connector.pool(source, Purpose.PROBE, "shop load", 1)) {
            assertThatThrownBy(pool::connection)
                    .asInstanceOf(type(OtterException.class))
                    .extracting(OtterException::code)
                    .isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
        }
    }

    @Test
    void refusesHostsThatAreMoreThanAHost() {
        for (String host : new String[] {
            "db:3306/x?allowLoadLocalInfile=true", "(host=a,allowLoadLocalInfile=true)", "a,b", "a#", "[::1]", "", "a b"
        }) {
            assertThatThrownBy(() -> connector.open(at(host, 3306), Purpose.PROBE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("host");
        }
    }

    @Test
    void theDriversKnowEveryPropertyTheyAreGiven() throws SQLException {
        Endpoint endpoint = Endpoint.of(at("::1", 3306), Servers.KEY);
        ServerGreeting greeting = new ServerGreeting(ServerInfo.parse("11.4.5-MariaDB"), true);

        Configuration configuration = MariadbDriver.configuration(
                endpoint, greeting, Optional.empty(), Duration.ofSeconds(1), Duration.ofSeconds(1), 0);

        assertThat(configuration.nonMappedOptions()).isEmpty();
        assertThat(configuration.allowLocalInfile()).isFalse();
        assertThat(configuration.permitRedirect()).isFalse();
        assertThat(configuration.addresses())
                .singleElement()
                .satisfies(address -> assertThat(address.host).isEqualTo("::1"));
    }

    @Test
    void refusesUnknownOptionsByName() {
        DataMediaSource source = new DataMediaSource(
                1, "src", SourceType.MYSQL, "db", 3306, "u", Secret.NONE, Map.of("autoDeserialize", "true"));

        assertThatThrownBy(() -> connector.open(source, Purpose.PROBE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("autoDeserialize");
    }

    @Test
    void poolsLendNoMoreConnectionsThanTheyHave() throws SQLException {
        DatabaseServer server = server("mariadb-10.11");
        try (DatabasePool pool = connector.pool(Servers.source(server), Purpose.LOAD, "shop load", 2)) {
            String first;
            try (Connection connection = pool.connection()) {
                first = one(connection, "SELECT CONNECTION_ID()");
            }
            try (Connection connection = pool.connection()) {
                assertThat(one(connection, "SELECT CONNECTION_ID()")).isEqualTo(first);
            }
        }
    }

    private static DataMediaSource at(String host, int port) {
        return new DataMediaSource(1, "src", SourceType.MYSQL, host, port, "u", Secret.NONE, Map.of());
    }

    private static DatabaseServer server(String name) {
        Servers.assumeAvailable(name);
        return STARTED.computeIfAbsent(name, servers::take);
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
