package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.TestCertificates;
import io.otter.testsupport.network.TlsForwarder;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every wire is encrypted, and who is at its other end is verified: databases with {@code VERIFY_IDENTITY} by accounts that may not
 * come without TLS, ZooKeeper by its certificate and a password, mutual TLS between processes, HTTPS. The accounts have exactly the
 * grants of the operator guide.
 */
public final class EncryptedWires implements Wires {
    private static final Pattern GRANT = Pattern.compile("(?m)^ *(GRANT [A-Z, ]+ ON \\S+ TO retl@'%');");
    private static final String ACCOUNT = "retl";
    private static final String PASSWORD = "of-retl-0123";
    private static final String ADMINISTRATOR = "otter_manager";
    private static final int OF_SOURCE = 3;

    private final Path root;
    private final Path directory;
    private final IntFunction<Map<String, String>> more;
    private final TestCertificates certificates;
    private @Nullable TlsForwarder zookeeper;

    /**
     * Makes all certificates.
     *
     * @param root the source tree
     * @param nodes so many, numbered from 1
     * @param more of each process's environment, by nid, 0 for the manager
     */
    public EncryptedWires(Path root, Path directory, int nodes, IntFunction<Map<String, String>> more) {
        this.root = root;
        this.directory = directory;
        this.more = more;
        certificates = TestCertificates.make(directory, "IP:127.0.0.1,DNS:localhost");
        certificates.issueClient(process(0));
        for (int nid = 1; nid <= nodes; nid++) {
            certificates.issueClient(process(nid));
        }
    }

    @Override
    public String scheme() {
        return "https";
    }

    @Override
    public HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(certificates.trusting())
                .build();
    }

    @Override
    public List<String> serverOptions(String kind) {
        return certificates.serverOptions(kind);
    }

    @Override
    public void prepare(DatabaseServer source, DatabaseServer target) {
        List<String> grants = documentedGrants();
        allow(source, grants.subList(0, OF_SOURCE));
        allow(target, grants.subList(OF_SOURCE, grants.size()));
        target.execute(
                "CREATE USER IF NOT EXISTS " + ADMINISTRATOR + "@'%' IDENTIFIED BY '" + PASSWORD + "' REQUIRE SSL",
                "GRANT ALL ON otter.* TO " + ADMINISTRATOR + "@'%'");
    }

    private static void allow(DatabaseServer server, List<String> grants) {
        server.execute("CREATE USER IF NOT EXISTS " + ACCOUNT + "@'%' IDENTIFIED BY '" + PASSWORD + "' REQUIRE SSL");
        grants.forEach(grant -> server.execute(grant.replace(" shop.*", " demo.*")));
    }

    /** The source's, then the target's. */
    private List<String> documentedGrants() {
        try {
            return GRANT.matcher(Files.readString(root.resolve("docs/operator-guide.md")))
                    .results()
                    .map(found -> found.group(1))
                    .filter(grant -> !grant.contains("BINLOG REPLAY"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String zookeeper(ZookeeperFixture server) {
        String plain = server.connectString();
        try {
            zookeeper = new TlsForwarder(
                    certificates.serverStore(),
                    TestCertificates.PASSWORD,
                    Integer.parseInt(plain.substring(plain.lastIndexOf(':') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS before ZooKeeper", e);
        }
        return "127.0.0.1:" + zookeeper.port();
    }

    @Override
    public Map<String, String> environment(int nid) {
        String authority = directory.resolve("ca.pem").toString();
        Map<String, String> environment = new HashMap<>(Map.of(
                "OTTER_ZOOKEEPER_TRUSTEDCERTIFICATES",
                authority,
                "OTTER_ZOOKEEPER_AUTH",
                "otter:" + PASSWORD,
                "OTTER_COMMUNICATION_CERTIFICATE",
                directory.resolve(process(nid) + ".pem").toString(),
                "OTTER_COMMUNICATION_CERTIFICATEKEY",
                directory.resolve(process(nid) + ".key").toString(),
                "OTTER_COMMUNICATION_TRUSTEDCERTIFICATES",
                authority,
                "OTTER_HTTPS_CERTIFICATE",
                directory.resolve("server.crt").toString(),
                "OTTER_HTTPS_KEY",
                directory.resolve("server-key.pem").toString(),
                "OTTER_DATABASE_DRIVER_USERNAME",
                ADMINISTRATOR,
                "OTTER_DATABASE_DRIVER_PASSWORD",
                PASSWORD,
                "OTTER_JAVA_OPTS",
                "-Djavax.net.ssl.trustStore=" + certificates.trustStore() + " -Djavax.net.ssl.trustStorePassword="
                        + TestCertificates.PASSWORD));
        environment.putAll(more.apply(nid));
        return environment;
    }

    @Override
    public String databaseUrl(DatabaseServer server) {
        return "jdbc:mysql://127.0.0.1:" + server.port() + "/otter?sslMode=VERIFY_IDENTITY";
    }

    @Override
    public String logIn(DatabaseServer server) {
        String authority = certificates.authority().replace("\n", "");
        return "username: %s, password: %s, options: {sslMode: VERIFY_IDENTITY, trustedCertificates: \"%s\"}"
                .formatted(ACCOUNT, PASSWORD, authority);
    }

    @Override
    public void close() {
        if (zookeeper != null) {
            try {
                zookeeper.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String process(int nid) {
        return nid == 0 ? "otter-manager" : "otter-node-" + nid;
    }
}
