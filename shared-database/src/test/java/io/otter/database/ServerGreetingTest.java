package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServerGreetingTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    @Test
    void saysWhatAnswersWhenItIsNoDatabase() throws IOException {
        try (ServerSocket server = answering("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> ServerGreeting.read("127.0.0.1", server.getLocalPort(), TIMEOUT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("neither MySQL nor MariaDB");
        }
    }

    @Test
    void doesNotAllocateWhatAnUnknownPeerAnnounces() throws IOException {
        try (ServerSocket server = answering(new byte[] {-1, -1, -1, 0})) {
            assertThatThrownBy(() -> ServerGreeting.read("127.0.0.1", server.getLocalPort(), TIMEOUT))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesUpOnASilentServer() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ServerGreeting.read("127.0.0.1", server.getLocalPort(), TIMEOUT))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void handsOnTheErrorOfAServerThatIsFull() {
        byte[] packet = new byte[] {-1, 0x10, 0x04, 'T', 'o', 'o', ' ', 'm', 'a', 'n', 'y'};

        assertThatThrownBy(() -> ServerGreeting.parse(packet))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1040));
    }

    private static ServerSocket answering(byte[] bytes) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
            try (Socket client = server.accept();
                    OutputStream out = client.getOutputStream()) {
                out.write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(unused).isNotNull();
        return server;
    }
}
