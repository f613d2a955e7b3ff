package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.workload.Seed;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RpcTest {
    private static final Credentials KEY = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final MessageType<String> ECHO = new MessageType<>(1, "echo", 100_000, Wire.TEXT);
    private static final MessageType<String> FAIL = new MessageType<>(2, "fail", 1_000, Wire.TEXT);
    private static final MessageType<String> HANG = new MessageType<>(3, "hang", 1_000, Wire.TEXT);
    private static final MessageType<String> NOTE = new MessageType<>(4, "note", 1_000, Wire.TEXT);
    private static final MessageType<String> OPEN = new MessageType<>(5, "open", 1_000, Wire.TEXT);
    private static final MessageType<byte[]> ITEM = new MessageType<>(6, "item", 8 << 20, Wire.BYTES);
    private static final MessageType<String> OWN_NOTE = new MessageType<>(7, "own note", 1_000, Wire.TEXT);
    private static final MessageTypes TYPES = MessageTypes.of(ECHO, FAIL, HANG, NOTE, OPEN, ITEM, OWN_NOTE);

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<String> note = new CompletableFuture<>();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger streamEnds = new AtomicInteger();
    private final CompletableFuture<ErrorCode> streamFault = new CompletableFuture<>();
    private RpcServer server;
    private RpcClient client;

    @BeforeEach
    void start() {
        server = new RpcServer(
                "the test's port",
                "127.0.0.1",
                0,
                KEY,
                TYPES,
                new RpcHandlers()
                        .onRequest(ECHO, ECHO, text -> text)
                        .onRequest(FAIL, ECHO, text -> {
                            throw new OtterException(ErrorCode.NOT_FOUND, text);
                        })
                        .onRequest(HANG, ECHO, text -> {
                            hanging.countDown();
                            await(goOn);
                            return text;
                        })
                        .onMessage(NOTE, note::complete)
                        .onMessage(OWN_NOTE, Integer::parseInt, note::complete)
                        .onStream(OPEN, this::serve));
        client = new RpcClient(TYPES);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        client.close();
        server.close();
    }

    /** Answers "refuse" with a fault; otherwise takes items and echoes the length of each, once it may continue. */
    private void serve(String opening, RpcStream stream) throws InterruptedException {
        if (opening.equals("refuse")) {
            throw new OtterException(ErrorCode.ILLEGAL_MOVE, "no stream for you");
        }
        stream.send(ECHO, opening);
        if (opening.equals("slow")) {
            goOn.await();
        }
        try {
            byte[] item = stream.receive(ITEM);
            while (item != null) {
                received.addAndGet(item.length);
                stream.send(ECHO, opening + item.length);
                item = stream.receive(ITEM);
            }
            streamEnds.incrementAndGet();
        } catch (OtterException e) {
            streamEnds.incrementAndGet();
            streamFault.complete(e.code());
            throw e;
        }
    }

    @Test
    void aRequestGetsItsAnswerShortOrLong() throws InterruptedException {
        try (RpcConnection connection = connect()) {
            assertThat(connection.request(ECHO, "äöü", ECHO, SOON)).isEqualTo("äöü");
            String text = "long ".repeat(10_000);
            assertThat(connection.request(ECHO, text, ECHO, SOON)).isEqualTo(text);
        }
    }

    @Test
    void aMessageWithoutAnswerArrives() throws Exception {
        try (RpcConnection connection = connect()) {
            connection.send(NOTE, "hello");
            assertThat(note.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        }
    }

    @Test
    void nobodySpeaksForAnother() throws Exception {
        List<String> heard = new ArrayList<>();
        RpcHandlers handlers = new RpcHandlers().onMessage(OWN_NOTE, Integer::parseInt, heard::add);
        @SuppressWarnings("unchecked") // the call of that type
        var call = (RpcHandlers.Call<String, ?>) Objects.requireNonNull(handlers.call(OWN_NOTE.id()));
        call.handler().handle(3, "3");
        assertFault(() -> call.handler().handle(3, "4"), ErrorCode.RPC_REFUSED, "of node 4");
        assertThat(heard).containsExactly("3");
        try (RpcConnection connection = connect()) {
            connection.send(OWN_NOTE, String.valueOf(KEY.nid()));
            assertThat(note.get(10, TimeUnit.SECONDS)).isEqualTo(String.valueOf(KEY.nid()));
        }
    }

    @Test
    void theServersFaultComesBackWithItsCode() throws InterruptedException {
        try (RpcConnection connection = connect()) {
            assertFault(() -> connection.request(FAIL, "no such thing", ECHO, SOON), ErrorCode.NOT_FOUND, "no such");
            assertThat(connection.request(ECHO, "still here", ECHO, SOON)).isEqualTo("still here");
        }
    }

    @Test
    void anotherKeyIsRefused() {
        assertFault(
                () -> client.connect(address(), Credentials.of("another key of the tests", 1), SOON),
                ErrorCode.RPC_REFUSED,
                address().toString());
    }

    @Test
    void aServerThatDoesNotHoldTheKeyIsRefused() throws Exception {
        try (ServerSocket impostor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> impersonate(impostor));
            ServerAddress address = new ServerAddress("127.0.0.1", impostor.getLocalPort());
            assertFault(() -> client.connect(address, KEY, SOON), ErrorCode.RPC_REFUSED, address.toString());
            serving.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRefusedConnectionNamesTheAddress() throws IOException {
        int port = FreePorts.pick();
        assertFault(
                () -> client.connect(new ServerAddress("127.0.0.1", port), KEY, SOON),
                ErrorCode.RPC_UNREACHABLE,
                "127.0.0.1:" + port);
    }

    @Test
    void aPortInUseIsReportedWithItsName() {
        assertFault(
                () -> new RpcServer("port of x", "127.0.0.1", server.port(), KEY, TYPES, new RpcHandlers()),
                ErrorCode.PORT_IN_USE,
                "port of x");
    }

    @Test
    void garbageIsDisconnected() throws IOException {
        assertThat(answerTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isZero();
    }

    @Test
    void aLongFrameBeforeTheHandshakeIsDisconnected() throws IOException {
        byte[] header = ByteBuffer.allocate(16)
                .putInt(100_000)
                .putInt(0)
                .putInt(0)
                .putInt(100_000)
                .array();
        assertThat(answerTo(header)).isZero();
    }

    @Test
    void aSilentClientIsDisconnected() throws IOException {
        assertThat(answerTo(new byte[0])).isZero();
    }

    @Test
    void tooLongAMessageIsRefusedOnBothSides() throws InterruptedException {
        MessageType<String> wider = new MessageType<>(FAIL.id(), "fail", 100_000, Wire.TEXT);
        try (RpcConnection connection = connect()) {
            assertFault(
                    () -> connection.request(FAIL, "x".repeat(2_000), ECHO, SOON), ErrorCode.RPC_PROTOCOL, "maximum");
            assertThat(connection.request(ECHO, "still here", ECHO, SOON)).isEqualTo("still here");
            assertFault(
                    () -> connection.request(wider, "x".repeat(2_000), ECHO, SOON), ErrorCode.RPC_UNREACHABLE, "lost");
        }
    }

    @Test
    void aDeadlineIsKept() throws InterruptedException {
        try (RpcConnection connection = connect()) {
            assertFault(
                    () -> connection.request(HANG, "x", ECHO, Duration.ofMillis(200)), ErrorCode.RPC_TIMEOUT, "hang");
            goOn.countDown();
            assertThat(connection.request(ECHO, "still here", ECHO, SOON)).isEqualTo("still here");
        }
    }

    @Test
    void aServerThatGoesAwayFailsWhatIsPending() throws Exception {
        try (RpcConnection connection = connect()) {
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() ->
                    assertFault(() -> connection.request(HANG, "x", ECHO, SOON), ErrorCode.RPC_UNREACHABLE, "lost"));
            RpcStream stream = connection.openStream(OPEN, "s", ECHO, SOON).stream();
            hanging.await();
            server.close();
            asking.get(5, TimeUnit.SECONDS);
            assertFault(() -> stream.receive(ECHO), ErrorCode.RPC_UNREACHABLE, "");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsStreamOnce() throws Exception {
        RpcConnection connection = connect();
        connection.openStream(OPEN, "s", ECHO, SOON);
        connection.close();
        assertThat(streamFault.get(5, TimeUnit.SECONDS)).isEqualTo(ErrorCode.RPC_UNREACHABLE);
        assertThat(streamEnds).hasValue(1);
    }

    @Test
    void aStreamCanBeRefused() throws InterruptedException {
        try (RpcConnection connection = connect()) {
            assertFault(() -> connection.openStream(OPEN, "refuse", ECHO, SOON), ErrorCode.ILLEGAL_MOVE, "no stream");
        }
    }

    @Test
    void twoStreamsKeepTheirOrder() throws Exception {
        try (RpcConnection connection = connect()) {
            RpcStream one = connection.openStream(OPEN, "a", ECHO, SOON).stream();
            RpcStream other = connection.openStream(OPEN, "b", ECHO, SOON).stream();
            List<String> expectedOfOne = new ArrayList<>();
            List<String> expectedOfOther = new ArrayList<>();
            for (int i = 1; i <= 3_000; i++) {
                one.send(ITEM, new byte[i]);
                other.send(ITEM, new byte[3_001 - i]);
                expectedOfOne.add("a" + i);
                expectedOfOther.add("b" + (3_001 - i));
            }
            assertThat(take(one, 3_000)).isEqualTo(expectedOfOne);
            assertThat(take(other, 3_000)).isEqualTo(expectedOfOther);
            one.close();
            other.close();
        }
    }

    @Test
    void aSlowReceiverHoldsTheSenderBackAndNothingIsLost() throws Exception {
        try (RpcConnection connection = connect()) {
            RpcStream stream = connection.openStream(OPEN, "slow", ECHO, SOON).stream();
            int total = 50 << 20;
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> pushing = CompletableFuture.runAsync(() -> {
                byte[] item = new byte[64 << 10];
                new Random(1).nextBytes(item);
                while (sent.get() < total) {
                    push(stream, item);
                    sent.addAndGet(item.length);
                }
                push(stream, new byte[8 << 20]);
            });
            Awaitility.await().until(() -> sent.get() >= RpcStream.WINDOW);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> sent.get() <= RpcStream.LARGEST_WINDOW && received.get() == 0);
            goOn.countDown();
            pushing.get(30, TimeUnit.SECONDS);
            take(stream, total / (64 << 10) + 1);
            assertThat(received).hasValue(total + (8L << 20));
            stream.close();
            Awaitility.await().until(() -> streamEnds.get() == 1);
            assertThat(streamFault).isNotDone();
        }
    }

    @Test
    void randomBytesDoNoHarm() throws Exception {
        long seed = Seed.of(RpcTest.class);
        Random random = new Random(seed);
        try (RpcConnection connection = connect()) {
            for (int round = 0; round < 200; round++) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                if (bytes.length > 16 && round % 2 == 0) {
                    ByteBuffer.wrap(bytes)
                            .putInt(random.nextInt(64))
                            .put((byte) random.nextInt(14))
                            .put((byte) 0);
                }
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(bytes);
                } catch (SocketException e) {
                    assertThat(e).hasMessageContaining("");
                }
            }
            assertThat(connection.request(ECHO, "still here", ECHO, SOON)).isEqualTo("still here");
        }
    }

    /** Each costs the server a thread and a window: of a peer that runs wild, too. */
    @Test
    void aPeerHasSomeStreamsAndNoMore() throws Exception {
        int most = PeerShares.ofMemory().ofOne();
        List<RpcStream> open = new ArrayList<>();
        try (RpcConnection connection = connect()) {
            for (int i = 0; i < most; i++) {
                open.add(connection.openStream(OPEN, "mine", ECHO, SOON).stream());
            }
            assertFault(
                    () -> connection.openStream(OPEN, "another", ECHO, SOON),
                    ErrorCode.RPC_TIMEOUT,
                    "one process may have " + most);
            assertThat(connection.request(ECHO, "still", ECHO, SOON)).isEqualTo("still");
            try (RpcConnection other = client.connect(
                            new ServerAddress("127.0.0.1", server.port()),
                            Credentials.of("a shared key of the tests", 7),
                            SOON);
                    RpcStream theirs = other.openStream(OPEN, "theirs", ECHO, SOON).stream()) {
                assertThat(theirs.peer()).isEqualTo(other.peer());
            }
            open.get(0).close();
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> connection.openStream(OPEN, "in its place", ECHO, SOON).stream()
                            .peer());
        }
    }

    @Test
    void aPeerHasSomeConnectionsAndNoMore() throws Exception {
        int most = PeerShares.ofMemory().ofOne();
        List<RpcConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < most; i++) {
                connections.add(connect());
            }
            assertFault(this::connect, ErrorCode.RPC_TIMEOUT, "too many connections");
        } finally {
            connections.forEach(RpcConnection::close);
        }
    }

    private RpcConnection connect() throws InterruptedException {
        return client.connect(address(), KEY, SOON);
    }

    private ServerAddress address() {
        return new ServerAddress("127.0.0.1", server.port());
    }

    /** The number of bytes returned before the server disconnects. */
    private int answerTo(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException e) {
            return 0;
        }
    }

    private static void impersonate(ServerSocket impostor) {
        try (Socket socket = impostor.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readFully(new byte[16 + 4 * 4 + 1 + Handshake.NONCE + Handshake.PUBLIC_KEY]);
            byte[] publicKey = Handshake.keyPair().getPublic().getEncoded();
            byte[] challenge = ByteBuffer.allocate(Handshake.NONCE + 5 + Handshake.PUBLIC_KEY)
                    .position(Handshake.NONCE + 5)
                    .put(publicKey)
                    .array();
            socket.getOutputStream().write(frame(1, challenge));
            in.readFully(new byte[16 + Handshake.PROOF + Handshake.SESSION + 8]);
            socket.getOutputStream().write(frame(3, new byte[Handshake.PROOF + 8]));
            in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] frame(int kind, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .putInt(body.length)
                .put((byte) kind)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static List<String> take(RpcStream stream, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(stream.receive(ECHO));
        }
        return taken;
    }

    private static void push(RpcStream stream, byte[] item) {
        try {
            stream.send(ITEM, item);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertFault(ThrowableAssert.ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call)
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
