package io.otter.arbitrate.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.network.TlsForwarder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code otter.zookeeper.auth} and {@code otter.zookeeper.trustedCertificates}. */
class ClosedTreeTest {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final String PASSWORD = "of-the-store";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void whoHasNotThePasswordReadsAndWritesNothing() throws Exception {
        try (TestingServer server = new TestingServer(true);
                Coordination before = open(server, Optional.empty())) {
            ChannelControl open = new ChannelControl(before, Clock.systemUTC());
            open.move(1, ChannelStatus.START, "", "before");
            try (Coordination ours = open(server, Optional.of(new ZookeeperLogIn.Digest("otter:a password")))) {
                await().untilAsserted(() -> assertThat(ours.client().getACL().forPath(Znode.channel(1)))
                        .isNotEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE));
                ChannelControl closed = new ChannelControl(ours, Clock.systemUTC());
                assertThat(closed.state(1).status()).isEqualTo(ChannelStatus.START);
                closed.move(2, ChannelStatus.START, "", "us");
                for (long channel : List.of(1, 2)) {
                    assertThatThrownBy(() -> open.state(channel))
                            .isInstanceOfSatisfying(
                                    OtterException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_DENIED));
                    assertThatThrownBy(() -> open.move(channel, ChannelStatus.STOP, "", "a stranger"))
                            .hasMessageContaining("denied");
                }
                assertThat(closed.state(2).status()).isEqualTo(ChannelStatus.START);
            }
        }
    }

    @Test
    void theConnectionIsEncryptedAndTheServerIsWhoItShouldBe(@TempDir Path directory) throws Exception {
        keytool(
                "-genkeypair",
                directory,
                "-alias",
                "zookeeper",
                "-keyalg",
                "EC",
                "-dname",
                "CN=zookeeper",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        keytool(
                "-exportcert",
                directory,
                "-alias",
                "zookeeper",
                "-rfc",
                "-file",
                directory.resolve("ours.pem").toString());
        try (TestingServer server = new TestingServer(true);
                TlsForwarder tls = new TlsForwarder(directory.resolve("store.p12"), PASSWORD, server.getPort())) {
            ZookeeperSettings settings = new ZookeeperSettings(
                    List.of("127.0.0.1:" + tls.port()),
                    TIMEOUT,
                    Optional.empty(),
                    Optional.of(directory.resolve("ours.pem")));
            try (Coordination encrypted = Coordination.begin(settings, KEY)) {
                encrypted.awaitConnected(TIMEOUT);
                ChannelControl control = new ChannelControl(encrypted, Clock.systemUTC());
                control.move(1, ChannelStatus.START, "", "us");
                assertThat(control.state(1).status()).isEqualTo(ChannelStatus.START);
            }
            keytool("-genkeypair", directory, "-alias", "else", "-keyalg", "EC", "-dname", "CN=else");
            Path others = directory.resolve("others.pem");
            keytool("-exportcert", directory, "-alias", "else", "-rfc", "-file", others.toString());
            ZookeeperSettings deceived =
                    new ZookeeperSettings(settings.servers(), TIMEOUT, Optional.empty(), Optional.of(others));
            try (Coordination none = Coordination.begin(deceived, KEY)) {
                assertThatThrownBy(() -> none.awaitConnected(Duration.ofSeconds(2)))
                        .hasMessageContaining("no ZooKeeper answers");
            }
        }
    }

    private static Coordination open(TestingServer server, Optional<ZookeeperLogIn> auth) {
        Coordination coordination = Coordination.begin(
                new ZookeeperSettings(List.of(server.getConnectString()), TIMEOUT, auth, Optional.empty()), KEY);
        coordination.awaitConnected(TIMEOUT);
        return coordination;
    }

    private static void keytool(String command, Path directory, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-keystore",
                directory.resolve("store.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        all.addAll(List.of(options));
        Process keytool = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
