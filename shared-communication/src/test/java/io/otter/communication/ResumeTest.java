package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.embedded.EmbeddedChannel;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.workload.Seed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream goes on over another connection when one is cut. */
@Timeout(120)
class ResumeTest {
    private static final Credentials NODE = Credentials.of("a shared key of the tests", 7);
    private static final Credentials LOAD = Credentials.of("a shared key of the tests", 8);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Heartbeat QUICK = new Heartbeat(Duration.ofMillis(300), Duration.ofMillis(1_500));
    private static final int ITEMS = 4_000;

    private final AtomicInteger opened = new AtomicInteger();
    private final CopyOnWriteArrayList<ErrorCode> ended = new CopyOnWriteArrayList<>();
    private RpcServer server;
    private RpcClient client;
    private TcpProxy proxy;

    @BeforeEach
    void start() {
        server = server(0);
        proxy = new TcpProxy("127.0.0.1", server.port());
        client = new RpcClient(Wire.TYPES, QUICK.resuming(Duration.ofSeconds(15)), Compression.LZ4);
    }

    @AfterEach
    void stop() {
        proxy.close();
        client.close();
        server.close();
    }

    /** Answers each item with its number. */
    private RpcServer server(int port) {
        return new RpcServer(
                "the test's port",
                "127.0.0.1",
                port,
                LOAD,
                Wire.TYPES,
                new RpcHandlers().onStream(Wire.OPEN, (opening, stream) -> {
                    opened.incrementAndGet();
                    stream.send(Wire.ASK, opening);
                    try {
                        byte[] item = stream.receive(Wire.ITEM);
                        while (item != null) {
                            stream.send(Wire.ASK, "" + ByteBuffer.wrap(item).getInt());
                            item = stream.receive(Wire.ITEM);
                        }
                    } catch (OtterException e) {
                        ended.add(e.code());
                        throw e;
                    }
                }),
                QUICK);
    }

    @Test
    void cutAtRandomMomentsEachItemArrivesOnceAndInOrder() throws Exception {
        Random random = new Random(Seed.of(ResumeTest.class));
        try (RpcConnection connection = client.connect(address(), NODE, SOON)) {
            RpcStream stream = connection.openStream(Wire.OPEN, "s", Wire.ASK, SOON).stream();
            CompletableFuture<Void> pushing = CompletableFuture.runAsync(() -> push(stream, random.nextLong()));
            int cuts = 0;
            for (int next = 0; next < ITEMS; next++) {
                assertThat(stream.receive(Wire.ASK)).isEqualTo("" + next);
                if (random.nextInt(400) == 0) {
                    cuts++;
                    LockSupport.parkNanos(random.nextInt(3_000_000));
                    proxy.cut();
                }
            }
            pushing.get(20, TimeUnit.SECONDS);
            assertThat(cuts).isPositive();
            assertThat(opened).hasValue(1);
            assertThat(ended).isEmpty();
            stream.close();
        }
    }

    @Test
    void anOutageWithinTheLimitIsSurvivedSilentOrNot() throws Exception {
        try (RpcConnection connection = client.connect(address(), NODE, SOON)) {
            RpcStream stream = connection.openStream(Wire.OPEN, "s", Wire.ASK, SOON).stream();
            proxy.refuse();
            stream.send(Wire.ITEM, item(1, 9));
            proxy.restore();
            assertThat(stream.receive(Wire.ASK)).isEqualTo("1");
            proxy.blackHole();
            stream.send(Wire.ITEM, item(2, 9));
            // Long enough for both sides to find the other silent.
            CompletableFuture.runAsync(proxy::restore, CompletableFuture.delayedExecutor(2_500, TimeUnit.MILLISECONDS));
            assertThat(stream.receive(Wire.ASK)).isEqualTo("2");
            assertThat(opened).hasValue(1);
        }
    }

    @Test
    void aLongOutageEndsItOnBothSides() throws Exception {
        try (RpcClient hasty = new RpcClient(Wire.TYPES, QUICK.resuming(Duration.ofMillis(700)), Compression.NONE);
                RpcConnection connection = hasty.connect(address(), NODE, SOON)) {
            RpcStream stream = connection.openStream(Wire.OPEN, "s", Wire.ASK, SOON).stream();
            proxy.refuse();
            assertThatThrownBy(() -> stream.receive(Wire.ASK))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_UNREACHABLE));
            await().untilAsserted(() -> assertThat(ended).containsExactly(ErrorCode.RPC_UNREACHABLE));
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aProcessThatWasStartedAgainAtTheSameAddressDoesNotGoOn() throws Exception {
        int port = server.port();
        try (RpcConnection connection = client.connect(address(), NODE, SOON)) {
            RpcStream stream = connection.openStream(Wire.OPEN, "s", Wire.ASK, SOON).stream();
            proxy.blackHole(); // its farewell is not heard
            server.close();
            server = server(port);
            proxy.cut();
            proxy.restore();
            assertThatThrownBy(() -> stream.receive(Wire.ASK)).isInstanceOf(OtterException.class);
            assertThat(opened).hasValue(1);
            connection.close();
            try (RpcConnection another = client.connect(address(), NODE, SOON)) {
                another.openStream(Wire.OPEN, "s", Wire.ASK, SOON);
                assertThat(opened).hasValue(2);
            }
        }
    }

    @Test
    void connectionsThroughWhichNothingGetsAreGivenUp() {
        Link link = new Link(
                new Agreement(
                        "peer",
                        7,
                        new byte[16],
                        Compression.NONE,
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Handshake.NEWEST),
                null,
                absent -> {});
        link.attach(new EmbeddedChannel(), 0);
        link.write(Frame.control(link.allocator(), FrameKind.END, 1, new byte[0]));
        int connections = 1;
        while (link.attach(new EmbeddedChannel(), 0) >= 0) {
            connections++;
            assertThat(connections).isLessThan(10);
        }
        assertThat(connections).isEqualTo(4);
    }

    @Test
    void anotherNodeCannotGoOnWithIt() throws Exception {
        Links links = new Links(new ScheduledThreadPoolExecutor(1), new Calls(new RpcHandlers()));
        byte[] id = new byte[Handshake.SESSION];
        Link link = links.begin(
                new Agreement("peer", 7, id, Compression.NONE, Duration.ZERO, Duration.ofSeconds(5), Handshake.NEWEST));
        assertThat(links.find(id, 7)).isSameAs(link);
        assertThat(links.find(id, 8)).isNull();
    }

    private void push(RpcStream stream, long seed) {
        Random random = new Random(seed);
        try {
            for (int i = 0; i < ITEMS; i++) {
                stream.send(Wire.ITEM, item(i, 4 + random.nextInt(random.nextInt(20) == 0 ? 200_000 : 2_000)));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] item(int number, int length) {
        return ByteBuffer.allocate(length).putInt(number).array();
    }

    private ServerAddress address() {
        return new ServerAddress("127.0.0.1", proxy.port());
    }
}
