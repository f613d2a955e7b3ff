package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            clientsProveWhoTheyAre(server, certificates, directory);
        }
    }

    /** An account that wants a certificate gets it on every connection: in PEM or PKCS12, also after it was replaced. */
    private void clientsProveWhoTheyAre(DatabaseServer server, TestCertificates certificates, Path directory)
            throws IOException, SQLException {
        server.execute("CREATE USER 'known'@'%' IDENTIFIED BY 'secret' REQUIRE X509");
        Path keys = Files.createDirectory(directory.resolve("clients"));
        certificates.issueClient("crm");
        Files.move(directory.resolve("crm.pem"), keys.resolve("crm.pem"));
        Files.move(directory.resolve("crm.key"), keys.resolve("crm.key"));
        ClientCertificates own = new ClientCertificates(Optional.of(keys), Optional.of("changeit"));
        Map<String, String> with = new HashMap<>(verified("VERIFY_CA", certificates.authority()));
        with.put("clientCertificate", "crm");
        knownBy(server, own, with);

        certificates.issueClient("next");
        writeStore(directory, keys.resolve("crm.p12"));
        knownBy(server, own, with);

        with.remove("clientCertificate");
        assertThat(codeOf(server, own, with)).isEqualTo(ErrorCode.DATABASE_ACCESS_DENIED);
        with.put("clientCertificate", "other");
        assertThat(codeOf(server, own, with)).isEqualTo(ErrorCode.DATABASE_TLS);
        with.put("clientCertificate", "crm");
        assertThat(codeOf(server, ClientCertificates.NONE, with)).isEqualTo(ErrorCode.DATABASE_TLS);
        assertThatThrownBy(() -> ConnectionOptions.parse(Map.of("clientCertificate", "../crm")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void knownBy(DatabaseServer server, ClientCertificates own, Map<String, String> options)
            throws SQLException, IOException {
        for (Purpose purpose : Purpose.values()) {
            new DatabaseConnector(Servers.KEY, own)
                    .open(Servers.source(server, "known", "secret", options), purpose)
                    .close();
        }
        new ServerLogin("known", "secret", ConnectionOptions.parse(options), own)
                .open(new ServerAddress("127.0.0.1", server.port()), TIMEOUT_MILLIS)
                .close();
    }

    private static ErrorCode codeOf(DatabaseServer server, ClientCertificates own, Map<String, String> options) {
        DataMediaSource source = Servers.source(server, "known", "secret", options);
        return catchThrowableOfType(
                        OtterException.class,
                        () -> new DatabaseConnector(Servers.KEY, own)
                                .open(source, Purpose.PROBE)
                                .close())
                .code();
    }

    /** As {@code openssl pkcs12 -export} makes one of {@code next.pem} and {@code next.key}. */
    private static void writeStore(Path directory, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve("next-self-signed.p12"));
                OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, "changeit".toCharArray());
            store.setKeyEntry(
                    "key",
                    store.getKey("key", "changeit".toCharArray()),
                    "changeit".toCharArray(),
                    TrustedCertificates.parse(Files.readString(directory.resolve("next.pem")))
                            .all()
                            .toArray(Certificate[]::new));
            store.store(out, "changeit".toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
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
        return new ServerLogin(user, password, ConnectionOptions.parse(options), ClientCertificates.NONE)
                .open(new ServerAddress(host, server.port()), TIMEOUT_MILLIS);
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
