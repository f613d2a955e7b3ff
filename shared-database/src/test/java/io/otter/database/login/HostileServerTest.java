package io.otter.database.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.database.ClientCertificates;
import io.otter.database.ConnectionOptions;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fake server, or someone between, gets when it asks for the password. */
class HostileServerTest {
    private static final String PASSWORD = "the password";
    private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
    private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @Test
    void nobodyGetsThePasswordByAskingForAnotherWay() throws Exception {
        for (String plugin : new String[] {
            "mysql_clear_password", "mysql_old_password", "sha256_password", "dialog", "auth_gssapi_client", "", "a\nb"
        }) {
            Fake fake = new Fake(switchTo(plugin));
            assertThatThrownBy(() -> fake.logIn(Map.of()))
                    .as(plugin)
                    .asInstanceOf(type(OtterException.class))
                    .extracting(OtterException::code)
                    .isEqualTo(ErrorCode.DATABASE_ACCESS_DENIED);
            assertThat(fake.heard()).doesNotContain(PASSWORD);
        }
    }

    /** The drivers, too: MySQL's own and MariaDB's. */
    @ParameterizedTest
    @CsvSource({"8.0.33,LOOKUP", "8.0.33,LOAD", "5.5.5-11.4.5-MariaDB,LOAD", "5.7.44,LOOKUP"})
    void noDriverGivesAwayThePasswordOrAFile(String version, Purpose purpose, @TempDir Path directory)
            throws Exception {
        for (String plugin :
                new String[] {"mysql_clear_password", "dialog", "authentication_ldap_sasl_client", "auth_gssapi_client"
                }) {
            try (FakeServer fake = new FakeServer(version, switchTo(plugin))) {
                assertThatThrownBy(() -> fake.connect(purpose, Map.of()))
                        .as(plugin)
                        .isInstanceOf(OtterException.class);
                assertThat(fake.heard()).as(plugin).contains("the user").doesNotContain(PASSWORD);
            }
        }
        Path file = Files.writeString(directory.resolve("file"), "content of a file");
        try (FakeServer fake = new FakeServer(version, OK, text(0xfb, file.toString()))) {
            assertThatThrownBy(() -> fake.connect(purpose, Map.of())).isInstanceOf(Exception.class);
            assertThat(fake.heard()).contains("the user").doesNotContain("content of a file");
        }
        for (String mode : new String[] {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"}) {
            try (FakeServer fake = new FakeServer(version, OK)) {
                assertThatThrownBy(() -> fake.connect(purpose, Map.of("sslMode", mode)))
                        .as(mode)
                        .asInstanceOf(type(OtterException.class))
                        .extracting(OtterException::code)
                        .isEqualTo(ErrorCode.DATABASE_TLS);
                assertThat(fake.heard()).as(mode).isEmpty();
            }
        }
    }

    @Test
    void theWholePasswordGoesToNoServerElsewhereInPlainText() throws IOException {
        PasswordProof elsewhere = new PasswordProof("db:3306", PASSWORD, false, false, SEED);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (Socket socket = new Socket() {
            @Override
            public InputStream getInputStream() {
                return InputStream.nullInputStream();
            }

            @Override
            public ByteArrayOutputStream getOutputStream() {
                return sent;
            }
        }) {
            assertThatThrownBy(() -> elsewhere.goOn(Packets.of(socket), new byte[] {1, 4}))
                    .isInstanceOf(OtterException.class)
                    .hasMessageContaining("VERIFY_IDENTITY");
        }
        assertThat(sent.size()).isZero();
    }

    @Test
    void tlsThatIsStrippedIsNoticedBeforeAnythingIsSent() throws Exception {
        Fake fake = new Fake(new byte[] {0, 0, 0, 2, 0, 0, 0});
        assertThatThrownBy(() -> fake.logIn(Map.of("sslMode", "REQUIRED")))
                .asInstanceOf(type(OtterException.class))
                .extracting(OtterException::code)
                .isEqualTo(ErrorCode.DATABASE_TLS);
        assertThat(fake.heard()).isEmpty();
    }

    @Test
    void aLogInComesToAnEnd() throws Exception {
        for (byte[] again : new byte[][] {switchTo("mysql_native_password"), {1, 3}}) {
            try (FakeServer fake = new FakeServer("8.0.33", again)) {
                assertThatThrownBy(fake::logIn).isInstanceOf(IOException.class).hasMessageContaining("come to an end");
            }
        }
    }

    @Test
    void garbageIsAnErrorAndNoMemory() {
        for (byte[] greeting : new byte[][] {
            {}, {10}, {10, 0}, {9, '5', 0}, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
        }) {
            assertThatThrownBy(() -> Greeting.parse(greeting)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] text(int first, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] switchTo(String plugin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text(0xfe, plugin));
        out.write(0);
        out.writeBytes(SEED);
        out.write(0);
        return out.toByteArray();
    }

    /** Greets without TLS, hears the first answer, says something, and keeps what it hears afterwards. */
    private static final class Fake {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<String> heard;

        Fake(byte[] says) throws IOException {
            heard = CompletableFuture.supplyAsync(() -> serve(says));
        }

        private String serve(byte[] says) {
            try (socket;
                    Socket client = socket.accept()) {
                client.setSoTimeout(10_000);
                Packets packets = Packets.of(client);
                packets.write(greeting("8.0.33"));
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                try {
                    all.writeBytes(packets.read());
                    packets.write(says);
                    all.writeBytes(client.getInputStream().readAllBytes());
                } catch (IOException e) {
                    return all.toString(StandardCharsets.ISO_8859_1); // the client left
                }
                return all.toString(StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static byte[] greeting(String version) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(10);
            out.writeBytes((version + "\0").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(new byte[4]);
            out.write(SEED, 0, 8);
            out.write(0);
            out.writeBytes(new byte[] {0, (byte) 0x82, 45, 2, 0, 8, 0, 21});
            out.writeBytes(new byte[10]);
            out.write(SEED, 8, 12);
            out.write(0);
            out.writeBytes("mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
            return out.toByteArray();
        }

        void logIn(Map<String, String> options) throws Exception {
            new ServerLogin("u", PASSWORD, ConnectionOptions.parse(options), ClientCertificates.NONE)
                    .open(new ServerAddress("127.0.0.1", socket.getLocalPort()), 10_000)
                    .close();
        }

        String heard() throws Exception {
            return heard.get(20, TimeUnit.SECONDS);
        }
    }

    /** Greets everybody without TLS, and has one answer to each packet, of which the last is repeated; keeps what it hears. */
    private static final class FakeServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final String version;
        private final List<byte[]> says;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final CompletableFuture<Void> ended;

        FakeServer(String version, byte[]... says) throws IOException {
            this.version = version;
            this.says = List.of(says);
            ended = CompletableFuture.runAsync(this::serve);
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    client.setSoTimeout(10_000);
                    Packets packets = Packets.of(client);
                    packets.write(Fake.greeting(version));
                    for (int i = 0; true; i++) {
                        byte[] answer = says.get(Math.min(i, says.size() - 1));
                        if (answer[0] != 1 || i == 0) {
                            heard.writeBytes(packets.read());
                        }
                        packets.write(answer);
                    }
                } catch (IOException e) {
                    continue; // the client left, or the test is over
                }
            }
        }

        void connect(Purpose purpose, Map<String, String> options) throws Exception {
            int port = socket.getLocalPort();
            DataMediaSource source = new DataMediaSource(
                    1,
                    "fake",
                    SourceType.MYSQL,
                    "127.0.0.1",
                    port,
                    "the user",
                    Servers.KEY.encrypt(PASSWORD, PasswordPlace.database("127.0.0.1", port, "the user")),
                    options);
            new DatabaseConnector(Servers.KEY).open(source, purpose).close();
        }

        void logIn() throws Exception {
            new ServerLogin("u", PASSWORD, ConnectionOptions.DEFAULTS, ClientCertificates.NONE)
                    .open(new ServerAddress("127.0.0.1", socket.getLocalPort()), 5_000)
                    .close();
        }

        /** Everything, once it serves nobody any more. */
        String heard() throws Exception {
            socket.close();
            ended.get(20, TimeUnit.SECONDS);
            return heard.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
