package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.model.ServerAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers of this version and of one that knew of no versions speak what both know. */
@Timeout(60)
class VersionTest {
    private static final Credentials NODE = Credentials.of("a shared key of the tests", 7);
    private static final Credentials MANAGER = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final MessageType<String> OLD = Wire.ASK;
    private static final MessageType<String> NEW = new MessageType<>(9, "new", 100, Wire.TEXT, Handshake.NEWEST);
    private static final MessageType<String> LATER =
            new MessageType<>(10, "later", 100, Wire.TEXT, Handshake.NEWEST + 1);

    @Test
    void peersOfThisVersionSpeakAllOfIt() throws Exception {
        RpcHandlers handlers = new RpcHandlers().onRequest(OLD, OLD, text -> text);
        try (RpcServer server = new RpcServer("a port", "127.0.0.1", 0, MANAGER, Wire.TYPES, handlers);
                RpcClient client = new RpcClient(Wire.TYPES);
                RpcConnection connection = client.connect(at(server.port()), NODE, SOON)) {
            assertThat(connection.speaks(OLD)).isTrue();
            assertThat(connection.speaks(NEW)).isTrue();
            assertThat(connection.speaks(LATER)).isFalse();
        }
    }

    @Test
    void aServerOfBeforeIsToldNothingThatItDoesNotKnow() throws Exception {
        ExecutorService background = Executors.newSingleThreadExecutor();
        try (ServerSocket port = new ServerSocket(0);
                RpcClient client = new RpcClient(Wire.TYPES)) {
            Future<Socket> server = background.submit(() -> admit(port.accept()));
            try (RpcConnection connection = client.connect(at(port.getLocalPort()), NODE, SOON)) {
                assertThat(connection.speaks(OLD)).isTrue();
                assertThat(connection.speaks(NEW)).isFalse();
            }
            server.get().close();
        } finally {
            background.shutdownNow();
        }
    }

    /** It could not check what such a node proves. */
    @Test
    void aServerOfBeforeIsNamedToANodeWithAKeyOfItsOwn() throws Exception {
        ConfigurationFile all = ConfigurationFile.of(Map.of("otter.communication.key", "a shared key of the tests"));
        Credentials own = Credentials.from(
                ConfigurationFile.of(Map.of("otter.communication.nodeKey", Credentials.nodeKey(all, 7, 0))), 7);
        ExecutorService background = Executors.newSingleThreadExecutor();
        try (ServerSocket port = new ServerSocket(0);
                RpcClient client = new RpcClient(Wire.TYPES)) {
            Future<Socket> server = background.submit(() -> admit(port.accept()));
            assertThatThrownBy(() -> client.connect(at(port.getLocalPort()), own, SOON))
                    .hasMessageContaining("is older than keys of single nodes");
            assertThatThrownBy(server::get).isInstanceOf(ExecutionException.class);
        } finally {
            background.shutdownNow();
        }
    }

    @Test
    void aClientOfBeforeGetsIn() throws Exception {
        RpcHandlers handlers = new RpcHandlers().onRequest(OLD, OLD, text -> text);
        try (RpcServer server = new RpcServer("a port", "127.0.0.1", 0, MANAGER, Wire.TYPES, handlers);
                Socket socket = new Socket("127.0.0.1", server.port())) {
            KeyPair keys = Handshake.keyPair();
            byte[] all =
                    new Hello(Handshake.nonce(), 7, 0, 0, keys.getPublic().getEncoded(), Handshake.NEWEST, 3).bytes();
            byte[] hello = Arrays.copyOf(all, all.length - Integer.BYTES - 1);
            RawFrames.send(socket, FrameKind.HELLO, hello);
            byte[] challenge = RawFrames.receive(socket, FrameKind.CHALLENGE);
            assertThat(challenge).as("it takes no other length").hasSize(Handshake.CHALLENGE);
            byte[] rest = new byte[Handshake.SESSION + Long.BYTES];
            RawFrames.send(
                    socket,
                    FrameKind.PROOF,
                    RawFrames.joined(
                            NODE.proof(ProofKind.SHARED_KEY, Handshake.said("client", hello, challenge, rest)), rest));
            byte[] welcome = RawFrames.receive(socket, FrameKind.WELCOME);
            byte[] answer = Arrays.copyOfRange(welcome, Handshake.PROOF, welcome.length);
            assertThat(MANAGER.isProof(
                            ProofKind.SHARED_KEY,
                            Arrays.copyOf(welcome, Handshake.PROOF),
                            Credentials.MANAGER,
                            Handshake.said("server", hello, challenge, rest, answer)))
                    .isTrue();
        }
    }

    /** What a server did that ignored what follows in a HELLO. */
    private static Socket admit(Socket client) throws IOException {
        byte[] hello = RawFrames.receive(client, FrameKind.HELLO);
        byte[] challenge = ByteBuffer.allocate(Handshake.CHALLENGE)
                .put(Handshake.nonce())
                .putInt(Credentials.MANAGER)
                .put((byte) 0)
                .put(Handshake.keyPair().getPublic().getEncoded())
                .array();
        RawFrames.send(client, FrameKind.CHALLENGE, challenge);
        byte[] proof = RawFrames.receive(client, FrameKind.PROOF);
        byte[] rest = Arrays.copyOfRange(proof, Handshake.PROOF, proof.length);
        byte[] answer = new byte[Long.BYTES];
        RawFrames.send(
                client,
                FrameKind.WELCOME,
                RawFrames.joined(
                        MANAGER.proof(ProofKind.SHARED_KEY, Handshake.said("server", hello, challenge, rest, answer)),
                        answer));
        return client;
    }

    private static ServerAddress at(int port) {
        return new ServerAddress("127.0.0.1", port);
    }
}
