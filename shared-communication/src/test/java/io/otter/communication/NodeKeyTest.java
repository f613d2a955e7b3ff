package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that has only its own key: it is that node, to everybody, and no other. */
@Timeout(60)
class NodeKeyTest {
    private static final String KEY = "a shared key of the tests";
    private static final ConfigurationFile OURS = ConfigurationFile.of(Map.of("otter.communication.key", KEY));
    private static final ConfigurationFile OTHERS =
            ConfigurationFile.of(Map.of("otter.communication.key", "the key of another installation"));
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Credentials MANAGER = Credentials.of(KEY, Credentials.MANAGER);
    private static final Credentials THREE = own(OURS, 3);
    private static final Credentials FOUR = own(OURS, 4);
    private static final Credentials FIVE_WITH_ALL = Credentials.of(KEY, 5);

    @Test
    void eachTalksToEveryOtherAndIsItself() throws Exception {
        for (Credentials serving : List.of(MANAGER, THREE, FIVE_WITH_ALL)) {
            for (Credentials calling : List.of(MANAGER, FOUR, FIVE_WITH_ALL)) {
                try (RpcServer server = server(serving);
                        RpcClient client = new RpcClient(Wire.TYPES);
                        RpcConnection connection = client.connect(at(server), calling, SOON)) {
                    assertThat(connection.peerNid()).isEqualTo(serving.nid());
                    assertThat(connection.request(Wire.ASK, "a row", Wire.ASK, SOON))
                            .isEqualTo("a row");
                }
            }
        }
    }

    @Test
    void aStolenKeyIsNoOtherNode() throws Exception {
        for (Credentials serving : List.of(MANAGER, FOUR)) {
            for (int claimed : new int[] {4, 5, Credentials.MANAGER}) {
                assertThat(answerTo(serving, THREE, claimed))
                        .as("node 3 as " + claimed)
                        .isEqualTo(FrameKind.REFUSED);
            }
            assertThat(answerTo(serving, THREE, 3)).isEqualTo(FrameKind.WELCOME);
        }
        byte[] key = Base64.getUrlDecoder().decode(Credentials.nodeKey(OURS, 3, 0));
        key[3] = 4;
        String forged = Base64.getUrlEncoder().encodeToString(key);
        assertThatThrownBy(() -> Credentials.from(configuration(forged), 4))
                .hasMessageContaining("otter.communication.nodeKey is not a key");
    }

    /** At who is asked and at who asks, on the connection that is open and on every one after it. */
    @Test
    void aReplacedKeyGetsAndLearnsNothing() throws Exception {
        Credentials first = own(OURS, 3);
        Credentials next = Credentials.from(configuration(Credentials.nodeKey(OURS, 3, 2)), 3);
        Credentials asked = own(OURS, 4);
        Credentials manager = Credentials.of(KEY, Credentials.MANAGER);
        try (RpcServer ours = server(asked);
                RpcServer thiefs = server(first);
                RpcClient client = new RpcClient(Wire.TYPES);
                RpcConnection in = client.connect(at(ours), first, SOON);
                RpcConnection other = client.connect(at(ours), own(OURS, 5), SOON);
                RpcConnection out = client.connect(at(thiefs), 3, manager, SOON)) {
            assertRefused(client, ours, next, "replaced");
            for (Credentials each : List.of(asked, manager)) {
                each.generations().learn(Map.of(3, 2, 4, 0));
                each.generations().learn(Map.of(3, 1));
            }
            await().atMost(SOON).until(() -> !in.isOpen() && !out.isOpen());
            assertThatThrownBy(() -> out.request(Wire.ASK, "all", Wire.ASK, SOON))
                    .hasMessageContaining("the key of node 3 was replaced");
            assertRefused(client, ours, first, "replaced");
            assertRefused(
                    client, ours, Credentials.from(configuration(Credentials.nodeKey(OURS, 3, 1)), 3), "replaced");
            assertRefused(client, thiefs, manager, "otter.communication.key");
            assertThat(other.request(Wire.ASK, "a row", Wire.ASK, SOON)).isEqualTo("a row");
            try (RpcConnection again = client.connect(at(ours), next, SOON);
                    RpcServer replaced = server(next);
                    RpcConnection to = client.connect(at(replaced), 3, manager, SOON)) {
                assertThat(again.request(Wire.ASK, "a row", Wire.ASK, SOON)).isEqualTo("a row");
                assertThat(to.request(Wire.ASK, "a row", Wire.ASK, SOON)).isEqualTo("a row");
            }
        }
    }

    /** What a node reports holds rows of others; what it is asked for is a manager's business. */
    @Test
    void aNodeAtTheAddressOfAnotherProcessGetsAndLearnsNothing() throws Exception {
        RpcHandlers forManagers =
                new RpcHandlers().onRequest(Wire.ASK, Wire.ASK, Credentials.MANAGER, text -> "told " + text);
        try (RpcServer thief = new RpcServer("a port", "127.0.0.1", 0, THREE, Wire.TYPES, forManagers);
                RpcClient client = new RpcClient(Wire.TYPES)) {
            assertThatThrownBy(() -> client.connect(at(thief), Credentials.MANAGER, FOUR, SOON))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_REFUSED))
                    .hasMessageContaining("is node 3, and not a manager");
            assertThatThrownBy(() -> client.connect(at(thief), 5, MANAGER, SOON))
                    .hasMessageContaining("is node 3, and not node 5");
            try (RpcConnection manager = client.connect(at(thief), 3, MANAGER, SOON)) {
                assertThat(manager.request(Wire.ASK, "all", Wire.ASK, SOON)).isEqualTo("told all");
            }
            try (RpcConnection node = client.connect(at(thief), FOUR, SOON)) {
                assertThatThrownBy(() -> node.request(Wire.ASK, "all", Wire.ASK, SOON))
                        .hasMessageContaining("node 4 may not ask");
            }
        }
    }

    @Test
    void keysOfAnotherInstallationAreRefusedOnBothSides() throws Exception {
        for (Credentials stranger : List.of(own(OTHERS, 4), own(OTHERS, 3))) {
            try (RpcServer server = server(THREE);
                    RpcServer impostor = server(stranger);
                    RpcClient client = new RpcClient(Wire.TYPES)) {
                assertRefused(client, server, stranger, "otter.communication.key");
                assertRefused(client, impostor, THREE, "otter.communication.key");
                assertRefused(client, impostor, MANAGER, "otter.communication.key");
            }
        }
    }

    @Test
    void aHostHasOneKeyAndItIsTheRightOne() {
        String three = Credentials.nodeKey(OURS, 3, 0);
        assertThat(three).isEqualTo(Credentials.nodeKey(OURS, 3, 0)).doesNotContain(KEY, "=", "\n");
        assertThatThrownBy(() -> Credentials.from(configuration(three), 7))
                .hasMessageContaining("otter.communication.nodeKey is that of node 3, and this is node 7");
        assertThatThrownBy(() -> Credentials.from(
                        ConfigurationFile.of(
                                Map.of("otter.communication.nodeKey", three, "otter.communication.key", KEY)),
                        3))
                .hasMessageContaining("remove the latter");
        for (String wrong : List.of("x", "not base64!", three.substring(4), three + "AAAA", KEY)) {
            assertThatThrownBy(() -> Credentials.from(configuration(wrong), 3))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                    .hasMessageNotContaining(wrong + " ");
        }
    }

    /** The first two of RFC 8032, 7.1: every Java makes the same pair of the same bytes. */
    @Test
    void pairsAreThoseOfTheStandard() {
        for (String[] known : new String[][] {
            {
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            },
            {
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            }
        }) {
            SigningPair pair = SigningPair.of(HexFormat.of().parseHex(known[0]));
            assertThat(HexFormat.of().formatHex(pair.publicKey())).endsWith(known[1]);
            byte[] message = HexFormat.of().parseHex(known[2]);
            assertThat(HexFormat.of().formatHex(pair.sign(message))).isEqualTo(known[3]);
            assertThat(SigningPair.verifies(pair.publicKey(), pair.sign(message), "x".getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        }
    }

    /** What a server says to who has one key and says that he is another node. */
    private static FrameKind answerTo(Credentials serving, Credentials stolen, int claimed) throws IOException {
        try (RpcServer server = server(serving);
                Socket socket = new Socket("127.0.0.1", server.port())) {
            KeyPair keys = Handshake.keyPair();
            byte[] hello = new Hello(
                            Handshake.nonce(),
                            claimed,
                            0,
                            0,
                            keys.getPublic().getEncoded(),
                            Handshake.NEWEST,
                            stolen.proofs())
                    .bytes();
            RawFrames.send(socket, FrameKind.HELLO, hello);
            byte[] challenge = RawFrames.receive(socket, FrameKind.CHALLENGE);
            byte[] rest = new byte[Handshake.SESSION + Long.BYTES];
            byte[] proof = stolen.proof(ProofKind.NODE_KEY, Handshake.said("client", hello, challenge, rest));
            RawFrames.send(socket, FrameKind.PROOF, RawFrames.joined(proof, rest));
            byte[] header = socket.getInputStream().readNBytes(Frame.HEADER);
            return Arrays.stream(FrameKind.values())
                    .filter(kind -> kind.ordinal() == header[4])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assertRefused(RpcClient client, RpcServer server, Credentials calling, String text) {
        assertThatThrownBy(() -> client.connect(at(server), calling, SOON))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_REFUSED))
                .hasMessageContaining(text);
    }

    private static RpcServer server(Credentials credentials) {
        return new RpcServer(
                "the test's port",
                "127.0.0.1",
                0,
                credentials,
                Wire.TYPES,
                new RpcHandlers().onRequest(Wire.ASK, Wire.ASK, text -> text));
    }

    private static Credentials own(ConfigurationFile installation, int nid) {
        return Credentials.from(configuration(Credentials.nodeKey(installation, nid, 0)), nid);
    }

    private static ConfigurationFile configuration(String nodeKey) {
        return ConfigurationFile.of(Map.of("otter.communication.nodeKey", nodeKey));
    }

    private static ServerAddress at(RpcServer server) {
        return new ServerAddress("127.0.0.1", server.port());
    }
}
