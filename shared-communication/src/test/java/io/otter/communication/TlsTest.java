package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.testsupport.database.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsTest {
    private static final String KEY = "a shared key of the tests";
    private static final String PASSWORD = "changeit";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    /** Two authorities, each with a certificate for the manager and node 2. */
    @BeforeAll
    static void makeCertificates() throws IOException {
        for (String authority : new String[] {"ours", "others"}) {
            Path made = Files.createDirectory(directory.resolve(authority));
            TestCertificates.make(made, "DNS:otter-manager,DNS:otter-node-2");
        }
    }

    @Test
    void eachSideIsWhoItsCertificateIsFor() throws Exception {
        try (RpcServer server = server(credentials("ours", Credentials.MANAGER));
                RpcClient client = new RpcClient(Wire.TYPES)) {
            ServerAddress address = new ServerAddress("127.0.0.1", server.port());
            try (RpcConnection connection = client.connect(address, credentials("ours", 2), SOON)) {
                assertThat(connection.request(Wire.ASK, "hello", Wire.ASK, SOON))
                        .isEqualTo("hello");
            }
            // Who has stolen node 2's key, and the shared one, is node 2 and no other.
            assertRefused(client, address, credentials("ours", 3), ErrorCode.RPC_REFUSED, "otter-node-3");
            assertRefused(client, address, credentials("others", 2), ErrorCode.RPC_UNREACHABLE, "");
            assertRefused(client, address, Credentials.of(KEY, 2), ErrorCode.RPC_UNREACHABLE, "");
            assertRefused(
                    client,
                    address,
                    Credentials.of("another key of the tests", 2, tls("ours")),
                    ErrorCode.RPC_REFUSED,
                    "otter.communication.key");
        }
        try (RpcServer impostor = server(credentials("ours", 3));
                RpcClient client = new RpcClient(Wire.TYPES)) {
            ServerAddress address = new ServerAddress("127.0.0.1", impostor.port());
            assertRefused(client, address, credentials("ours", 2), ErrorCode.RPC_REFUSED, "otter-node-3");
        }
    }

    @Test
    void filesThatChangeAreReadWithoutARestart() throws Exception {
        Path live = Files.createDirectory(directory.resolve("live"));
        copy("ours", live);
        try (RpcServer server = server(Credentials.of(KEY, Credentials.MANAGER, pem(live)));
                RpcClient client = new RpcClient(Wire.TYPES)) {
            ServerAddress address = new ServerAddress("127.0.0.1", server.port());
            try (RpcConnection before = client.connect(address, credentials("ours", 2), SOON)) {
                copy("others", live);
                Awaitility.await().ignoreException(OtterException.class).untilAsserted(() -> {
                    try (RpcConnection after = client.connect(address, credentials("others", 2), SOON)) {
                        assertThat(after.request(Wire.ASK, "new", Wire.ASK, SOON))
                                .isEqualTo("new");
                    }
                });
                assertThat(before.request(Wire.ASK, "old", Wire.ASK, SOON)).isEqualTo("old");
                Files.writeString(live.resolve("server.crt"), "rubbish");
                assertRefused(client, address, credentials("ours", 2), ErrorCode.RPC_UNREACHABLE, "");
                try (RpcConnection still = client.connect(address, credentials("others", 2), SOON)) {
                    assertThat(still.request(Wire.ASK, "last", Wire.ASK, SOON)).isEqualTo("last");
                }
            }
        }
    }

    @Test
    void chainAndKeyMayBeOnePkcs12() throws Exception {
        Path store = directory.resolve("both.p12");
        writePkcs12(store);
        ConfigurationFile configuration = ConfigurationFile.of(Map.of(
                "otter.communication.key",
                KEY,
                "otter.communication.certificate",
                store.toString(),
                "otter.communication.certificatePassword",
                PASSWORD,
                "otter.communication.trustedCertificates",
                directory.resolve("ours/ca.pem").toString()));
        try (RpcServer server = server(Credentials.from(configuration, 2));
                RpcClient client = new RpcClient(Wire.TYPES);
                RpcConnection connection = client.connect(
                        new ServerAddress("127.0.0.1", server.port()),
                        Credentials.from(configuration, Credentials.MANAGER),
                        SOON)) {
            assertThat(connection.peerNid()).isEqualTo(2);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedByName() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "otter.communication.key",
                KEY,
                "otter.communication.trustedCertificates",
                directory.resolve("ours/ca.pem").toString()));
        assertThatThrownBy(() -> Credentials.from(ConfigurationFile.of(keys), 2))
                .hasMessageContaining("otter.communication.certificate is not set");
        keys.put(
                "otter.communication.certificate", directory.resolve("none.pem").toString());
        assertThatThrownBy(() -> Credentials.from(ConfigurationFile.of(keys), 2))
                .hasMessageContaining("otter.communication.certificate")
                .hasMessageContaining("none.pem");
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

    private static void assertRefused(
            RpcClient client, ServerAddress address, Credentials credentials, ErrorCode code, String text) {
        assertThatThrownBy(() -> client.connect(address, credentials, SOON).close())
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Credentials credentials(String authority, int nid) {
        return Credentials.of(KEY, nid, tls(authority));
    }

    private static Tls tls(String authority) {
        return pem(directory.resolve(authority));
    }

    private static Tls pem(Path files) {
        return new Tls(
                files.resolve("server.crt"),
                Optional.of(files.resolve("server-key.pem")),
                Optional.empty(),
                files.resolve("ca.pem"));
    }

    private static void copy(String authority, Path to) throws IOException {
        for (String name : new String[] {"ca.pem", "server-key.pem", "server.crt"}) {
            Files.copy(
                    directory.resolve(authority).resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void writePkcs12(Path file) throws Exception {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("ours/server-self-signed.p12"))) {
            made.load(in, PASSWORD.toCharArray());
        }
        Certificate[] chain;
        try (InputStream in = Files.newInputStream(directory.resolve("ours/server.crt"))) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("node", made.getKey("key", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
