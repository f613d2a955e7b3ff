package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.testsupport.network.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SilentPeerTest {
    private static final Credentials KEY = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofSeconds(50);
    private static final Heartbeat QUICK = new Heartbeat(Duration.ofMillis(300), Duration.ofMillis(1_500));
    private static final MessageType<String> ASK = new MessageType<>(1, "ask", 1_000, Wire.TEXT);
    private static final MessageType<String> OPEN = new MessageType<>(2, "open", 1_000, Wire.TEXT);
    private static final MessageTypes TYPES = MessageTypes.of(ASK, OPEN);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final LinkedBlockingQueue<ErrorCode> streamEnds = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> departed = new CompletableFuture<>();
    private RpcServer server;
    private RpcClient client;
    private TcpProxy proxy;

    @BeforeEach
    void start() {
        RpcHandlers handlers = new RpcHandlers()
                .onRequest(ASK, ASK, text -> {
                    if (text.equals("hang")) {
                        await(goOn);
                    }
                    return text;
                })
                .onStream(OPEN, (opening, stream) -> {
                    stream.onDeparture(() -> departed.complete(null));
                    stream.send(ASK, opening);
                    try {
                        stream.receive(ASK);
                    } catch (OtterException e) {
                        streamEnds.add(e.code());
                        throw e;
                    }
                });
        server = new RpcServer("the test's port", "127.0.0.1", 0, KEY, TYPES, handlers, QUICK);
        client = new RpcClient(TYPES, QUICK, Compression.NONE);
        proxy = new TcpProxy("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        proxy.close();
        client.close();
        server.close();
    }

    @Test
    void aPeerBehindABlackHoleIsLostOnBothSidesLongBeforeTheDeadline() throws Exception {
        try (RpcConnection connection = connect(proxy.port())) {
            RpcStream stream = connection.openStream(OPEN, "s", ASK, SOON).stream();
            CompletableFuture<Throwable> asking = CompletableFuture.supplyAsync(() -> faultOf(connection));
            proxy.blackHole();
            assertThat(asking.get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("silent")
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_UNREACHABLE));
            assertThatThrownBy(() -> stream.receive(ASK)).hasMessageContaining("silent");
            assertThat(connection.isOpen()).isFalse();
            assertThat(streamEnds.poll(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.RPC_UNREACHABLE);
            departed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void anIdleConnectionStaysForAsLongAsThePeerLives() throws Exception {
        try (RpcConnection connection = connect(proxy.port())) {
            RpcStream stream = connection.openStream(OPEN, "s", ASK, SOON).stream();
            assertThat(streamEnds.poll(2 * QUICK.dead().toMillis(), TimeUnit.MILLISECONDS))
                    .isNull();
            assertThat(connection.request(ASK, "still here", ASK, SOON)).isEqualTo("still here");
            stream.close();
            departed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerThatNeverAnswersTheHandshakeIsGivenUp() {
        proxy.blackHole();
        assertThatThrownBy(
                        () -> client.connect(new ServerAddress("127.0.0.1", proxy.port()), KEY, Duration.ofMillis(500)))
                .hasMessageContaining("127.0.0.1:" + proxy.port())
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_UNREACHABLE));
    }

    @Test
    void silentClientsBeyondTheMaximumAreDisconnectedOldestFirst() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try (RpcConnection before = connect(server.port())) {
            for (int i = 0; i <= UnauthenticatedConnections.MAX; i++) {
                strangers.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            try (RpcConnection after = connect(server.port())) {
                // Well below the handshake timeout. Threads accept connections in any order, so there must be one too
                // many even if the authenticated one comes first.
                assertThat(oneEnds(strangers, Duration.ofMillis(2_500))).isTrue();
                assertThat(after.request(ASK, "let in", ASK, SOON)).isEqualTo("let in");
                assertThat(before.request(ASK, "still here", ASK, SOON)).isEqualTo("still here");
            }
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    private RpcConnection connect(int port) throws InterruptedException {
        return client.connect(new ServerAddress("127.0.0.1", port), KEY, SOON);
    }

    private static Throwable faultOf(RpcConnection connection) {
        try {
            return new AssertionError("answered " + connection.request(ASK, "hang", ASK, LATE));
        } catch (OtterException | InterruptedException e) {
            return e;
        }
    }

    private static boolean oneEnds(List<Socket> sockets, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            for (Socket socket : sockets) {
                if (ends(socket)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
