package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.database.login.ServerLogin;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One configuration of TLS for the drivers and for the log-in of the binlog's reader, on servers with own certificates. */
class TlsTest {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final DatabaseConnector connector = new DatabaseConnector(Servers.KEY);

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mysql-9.7", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theServerIsWhoItShouldBeOrGetsNoPassword(String name, @TempDir Path directory, @TempDir Path others)
            throws IOException, SQLException {
        TestCertificates certificates = TestCertificates.make(directory, "IP:127.0.0.1");
        String stranger = TestCertificates.make(others, "IP:127.0.0.1").authority();
        String oneLine = certificates.authority().replace("\n", " ");
        try (DatabaseServer server =
                DatabaseServer.start(name, certificates.serverOptions(name).toArray(String[]::new))) {
            passes(server, "127.0.0.1", Map.of());
            passes(server, "127.0.0.1", Map.of("sslMode", "REQUIRED"));
            passes(server, "127.0.0.1", verified("VERIFY_IDENTITY", certificates.authority()));
            passes(server, "127.0.0.1", verified("VERIFY_IDENTITY", oneLine));
            passes(server, "localhost", verified("VERIFY_CA", certificates.authority()));
            isRefused(server, "localhost", verified("VERIFY_IDENTITY", certificates.authority()));
            isRefused(server, "127.0.0.1", verified("VERIFY_CA", stranger));
            isRefused(server, "127.0.0.1", verified("VERIFY_IDENTITY", stranger));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aServerWithoutTlsIsRefusedWhereTlsIsDemanded(String name) throws SQLException, IOException {
        String off = name.startsWith("mysql") ? "--tls-version=" : "--skip-ssl";
        try (DatabaseServer server = DatabaseServer.start(name, off)) {
            for (String mode : List.of("REQUIRED", "VERIFY_IDENTITY")) {
                isRefused(server, "127.0.0.1", Map.of("sslMode", mode));
            }
            connector.open(source(server, "127.0.0.1", Map.of()), Purpose.LOAD).close();
            // Twice: the server wants the whole password once, and knows it afterwards.
            server.execute("CREATE USER 'plain'@'%' IDENTIFIED BY 'secret'");
            for (int i = 0; i < 2; i++) {
                logIn(server, "127.0.0.1", "plain", "secret", Map.of()).close();
            }
        }
    }

    private static Map<String, String> verified(String mode, String authority) {
        return Map.of("sslMode", mode, "trustedCertificates", authority);
    }

    private void passes(DatabaseServer server, String host, Map<String, String> options)
            throws SQLException, IOException {
        for (Purpose purpose : Purpose.values()) {
            try (Connection connection = connector.open(source(server, host, options), purpose);
                    Statement statement = connection.createStatement();
                    ResultSet cipher = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
                cipher.next();
                assertThat(cipher.getString(2)).as(purpose + " " + options).isNotEmpty();
            }
        }
        try (Socket socket = logIn(server, host, server.user(), server.password(), options)) {
            assertThat(socket).isInstanceOf(SSLSocket.class);
        }
    }

    private void isRefused(DatabaseServer server, String host, Map<String, String> options) {
        for (Purpose purpose : Purpose.values()) {
            assertThatThrownBy(() -> connector.open(source(server, host, options), purpose))
                    .as(purpose + " " + options.get("sslMode"))
                    .asInstanceOf(type(OtterException.class))
                    .extracting(OtterException::code)
                    .isEqualTo(ErrorCode.DATABASE_TLS);
        }
        assertThatThrownBy(() -> logIn(server, host, server.user(), server.password(), options))
                .asInstanceOf(type(OtterException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_TLS))
                .satisfies(e -> assertThat(e.getMessage()).contains(options.get("sslMode"), host));
    }

    private static Socket logIn(
            DatabaseServer server, String host, String user, String password, Map<String, String> options)
            throws IOException, SQLException {
        return ServerLogin.open(
                new ServerAddress(host, server.port()),
                user,
                password,
                ConnectionOptions.parse(options),
                TIMEOUT_MILLIS);
    }

    private static DataMediaSource source(DatabaseServer server, String host, Map<String, String> options) {
        return new DataMediaSource(
                1,
                "src",
                SourceType.MYSQL,
                host,
                server.port(),
                server.user(),
                Servers.encrypted(host, server, server.user(), server.password()),
                options);
    }
}
