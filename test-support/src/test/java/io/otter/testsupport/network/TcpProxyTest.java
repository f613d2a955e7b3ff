package io.otter.testsupport.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "echo");
        acceptor.setDaemon(true);
        acceptor.start();
        proxy = new TcpProxy("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void aByteComesBackAndADelayedOneLater() throws IOException {
        try (Socket client = client()) {
            assertThat(ask(client, 7)).isEqualTo(7);
            proxy.delay(Duration.ofMillis(150));
            long start = System.nanoTime();
            assertThat(ask(client, 8)).isEqualTo(8);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void aCutEndsConnectionsAndServesNewOnes() throws IOException {
        try (Socket old = client();
                Socket other = client()) {
            assertThat(ask(old, 1)).isEqualTo(1);
            assertThat(ask(other, 1)).isEqualTo(1);
            proxy.cut();
            assertThat(ends(old)).isTrue();
            assertThat(ends(other)).isTrue();
        }
        try (Socket fresh = client()) {
            assertThat(ask(fresh, 2)).isEqualTo(2);
        }
    }

    @Test
    void aBlackHoleKeepsConnectionsAndPassesNothingUntilRestored() throws IOException {
        try (Socket client = client()) {
            assertThat(ask(client, 3)).isEqualTo(3);
            proxy.blackHole();
            client.setSoTimeout(300);
            assertThatThrownBy(() -> ask(client, 4)).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(10_000);
            proxy.restore();
            assertThat(client.getInputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void aRefusingProxyEndsNewConnectionsUntilRestored() throws IOException {
        proxy.refuse();
        try (Socket client = client()) {
            assertThat(ends(client)).isTrue();
        }
        proxy.restore();
        try (Socket client = client()) {
            assertThat(ask(client, 5)).isEqualTo(5);
        }
    }

    private Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(10_000);
        return client;
    }

    private static int ask(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static boolean ends(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void accept() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread thread = new Thread(() -> answer(client), "echo-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            return; // cut, as the test requested
        }
    }
}
