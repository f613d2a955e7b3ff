package io.otter.database.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.database.ConnectionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a fake server, or someone between, gets when it asks for the password. */
class HostileServerTest {
    private static final String PASSWORD = "the password";
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
    void garbageIsAnErrorAndNoMemory() {
        for (byte[] greeting : new byte[][] {
            {}, {10}, {10, 0}, {9, '5', 0}, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
        }) {
            assertThatThrownBy(() -> Greeting.parse(greeting)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] switchTo(String plugin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xfe);
        out.writeBytes(plugin.getBytes(StandardCharsets.US_ASCII));
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
                packets.write(greeting());
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

        private static byte[] greeting() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(10);
            out.writeBytes("8.0.33\0".getBytes(StandardCharsets.US_ASCII));
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
            ServerLogin.open(
                            new ServerAddress("127.0.0.1", socket.getLocalPort()),
                            "u",
                            PASSWORD,
                            ConnectionOptions.parse(options),
                            10_000)
                    .close();
        }

        String heard() throws Exception {
            return heard.get(20, TimeUnit.SECONDS);
        }
    }
}
