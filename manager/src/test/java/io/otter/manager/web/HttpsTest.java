package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedServers.class)
class HttpsTest {
    private static final String PASSWORD = "of-the-store";

    @TempDir
    private Path directory;

    @Test
    void pagesAreServedOverHttpsAndANewCertificateIsTakenUp(ServerPool servers) throws Exception {
        Path store = keystore("first");
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        toPem(store, certificate, key);
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(
                        server,
                        Map.of(
                                "otter.admin.password", TestManager.PASSWORD,
                                "otter.https.certificate", certificate.toString(),
                                "otter.https.key", key.toString()))) {
            int port = manager.address().getPort();
            HttpResponse<String> page = trusting(store)
                    .send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/login"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Strict-Transport-Security").orElse(""))
                    .contains("max-age=31536000");
            assertThat(page.headers().allValues("Set-Cookie"))
                    .isNotEmpty()
                    .allMatch(cookie -> cookie.contains("Secure"));
            HttpResponse<String> plain = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(plain.statusCode()).isEqualTo(400);
            assertThat(subject(port)).contains("CN=first");

            toPem(keystore("second"), certificate, key);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(subject(port)).contains("CN=second"));
        }
    }

    @Test
    void aKeystoreServesToo(ServerPool servers) throws Exception {
        Path store = keystore("stored");
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(
                        server, Map.of("otter.https.keystore", store.toString(), "otter.https.password", PASSWORD))) {
            assertThat(subject(manager.address().getPort())).contains("CN=stored");
        }
    }

    private Path keystore(String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        return file;
    }

    private static KeyStore read(Path store) throws Exception {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    /** As tools that renew certificates do it: written beside, then moved. */
    private void toPem(Path store, Path certificate, Path key) throws Exception {
        KeyStore keys = read(store);
        write(key, "PRIVATE KEY", keys.getKey("web", PASSWORD.toCharArray()).getEncoded());
        write(certificate, "CERTIFICATE", keys.getCertificate("web").getEncoded());
    }

    private void write(Path file, String kind, byte[] content) throws IOException {
        Path beside = Files.createTempFile(directory, "new", ".pem");
        Files.writeString(
                beside,
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static HttpClient trusting(Path store) throws Exception {
        var trust = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", read(store).getCertificate("web"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** Of the certificate that a new connection is shown. */
    private static String subject(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
