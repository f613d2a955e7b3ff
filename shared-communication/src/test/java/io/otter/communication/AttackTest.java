package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody gets who sits between two processes, or has nothing but their address. */
@Timeout(60)
class AttackTest {
    private static final Credentials NODE = Credentials.of("a shared key of the tests", 7);
    private static final Credentials MANAGER = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int STRANGERS = Integer.getInteger("otter.strangers", 1_500);
    private static final int SEALED = Frame.HEADER + SealingKey.TAG;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private RpcServer server;
    private RpcClient client;

    @BeforeEach
    void start() {
        RpcHandlers handlers = new RpcHandlers().onRequest(Wire.ASK, Wire.ASK, text -> {
            heard.add(text);
            return text;
        });
        server = new RpcServer("the test's port", "127.0.0.1", 0, MANAGER, Wire.TYPES, handlers);
        client = new RpcClient(Wire.TYPES);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("repeats a frame", (seen, frame) -> List.of(frame, frame)),
                attack("repeats the first frame in place of another", (seen, frame) -> List.of(seen.toServer.get(0))),
                attack("sends the server its own answer", (seen, frame) -> List.of(seen.toClient.get(0))),
                attack("leaves a frame out", (seen, frame) -> seen.toServer.size() == 2 ? List.of() : List.of(frame)),
                attack("puts a plain frame of its own before", (seen, frame) -> List.of(plain("forged"), frame)),
                attack("changes the announced length", (seen, frame) -> List.of(Middleman.flipped(frame, 0))),
                attack("changes the body", (seen, frame) -> List.of(Middleman.flipped(frame, SEALED + 5))),
                attack("changes the last byte", (seen, frame) -> List.of(Middleman.flipped(frame, frame.length - 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void whoSitsBetweenIsFoundOut(String name, Middleman.Attack attack) throws Exception {
        Middleman.Attack later = (seen, frame) -> seen.toServer.size() == 1 ? List.of(frame) : attack.of(seen, frame);
        try (Middleman between = new Middleman(server.port(), later);
                RpcConnection connection = client.connect(at(between.port()), NODE, SOON)) {
            assertThat(connection.request(Wire.ASK, "first", Wire.ASK, SOON)).isEqualTo("first");
            assertThatThrownBy(() -> {
                        connection.request(Wire.ASK, "second", Wire.ASK, Duration.ofSeconds(1));
                        connection.request(Wire.ASK, "third", Wire.ASK, SOON);
                        connection.request(Wire.ASK, "fourth", Wire.ASK, SOON);
                    })
                    .isInstanceOf(OtterException.class);
            assertThat(heard).doesNotHaveDuplicates().doesNotContain("forged", "third", "fourth");
        }
    }

    @Test
    void nothingThatIsSentCanBeReadOnTheWay() throws Exception {
        try (Middleman between = new Middleman(server.port(), (seen, frame) -> List.of(frame));
                RpcConnection connection = client.connect(at(between.port()), NODE, SOON)) {
            connection.request(Wire.ASK, "a row of somebody", Wire.ASK, SOON);
            assertThat(Stream.concat(between.toServer.stream(), between.toClient.stream())
                            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)))
                    .isNotEmpty()
                    .noneMatch(text -> text.contains("somebody"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombIsNotUnpackedBeyondWhatItAnnounces(Compression compression) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(32 << 20);
        ByteBuffer bomb = ByteBuffer.allocateDirect(1 << 20);
        int length = compression.pack(zeros, bomb);
        assertThat(length).isBetween(1, 200_000);
        ByteBuf packed = Unpooled.wrappedBuffer(bomb.limit(length));
        for (int announced : new int[] {1_000, (32 << 20) - 1, (32 << 20) + 1}) {
            Frame frame =
                    new Frame(FrameKind.ITEM, compression, Wire.ITEM.id(), 1, announced, packed.retainedDuplicate());
            assertThatThrownBy(() -> frame.read(UnpooledByteBufAllocator.DEFAULT, Wire.ITEM))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_PROTOCOL));
        }
    }

    @Test
    void strangersKeepNobodyOut() throws Exception {
        Deque<Socket> strangers = new ArrayDeque<>();
        try (RpcConnection before = client.connect(at(server.port()), NODE, SOON)) {
            for (int i = 1; i <= STRANGERS; i++) {
                Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port());
                stranger.getOutputStream().write(i % 2 == 0 ? plain("x") : new byte[] {0, 0, 0});
                strangers.add(stranger);
                if (strangers.size() > 200) {
                    strangers.remove().close();
                }
                if (i % (STRANGERS / 3) == 0) {
                    assertThat(before.request(Wire.ASK, "before", Wire.ASK, SOON))
                            .isEqualTo("before");
                }
            }
            try (RpcConnection after = client.connect(at(server.port()), NODE, SOON)) {
                assertThat(after.request(Wire.ASK, "after", Wire.ASK, SOON)).isEqualTo("after");
            }
        } catch (IOException e) {
            throw new AssertionError("a stranger could not even connect", e);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aShortKeyIsRefusedByName() {
        assertThatThrownBy(() -> Credentials.of("fifteen bytes..", 1))
                .hasMessageContaining("otter.communication.key has 15 bytes; it needs at least 16")
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
        assertThat(Credentials.of("ääääääää", 1).nid()).isEqualTo(1);
    }

    @Test
    void eachSideKnowsWhoTheOtherIs() throws Exception {
        try (RpcConnection connection = client.connect(at(server.port()), NODE, SOON)) {
            assertThat(connection.peerNid()).isEqualTo(Credentials.MANAGER);
        }
    }

    private static Arguments attack(String name, Middleman.Attack attack) {
        return Arguments.of(name, attack);
    }

    private static ServerAddress at(int port) {
        return new ServerAddress("127.0.0.1", port);
    }

    /** A request as it would be without seals. */
    private static byte[] plain(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Frame.HEADER + Integer.BYTES + body.length)
                .putInt(Integer.BYTES + body.length)
                .put((byte) FrameKind.REQUEST.ordinal())
                .put((byte) 0)
                .putShort((short) Wire.ASK.id())
                .putInt(99)
                .putInt(Integer.BYTES + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }
}
