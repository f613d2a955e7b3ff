package io.otter.arbitrate.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.common.secret.SecretKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.Configuration;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code otter.zookeeper.auth = sasl}, with a ZooKeeper that has no sessions for others, as in the guide. */
class SaslTest {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final String JAAS = "java.security.auth.login.config";
    private static final String FIPS = "zookeeper.fips-mode";
    private static final Map<String, String> SERVER = Map.of(
            FIPS,
            "false",
            "zookeeper.authProvider.1",
            "org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
            "zookeeper.enforce.auth.enabled",
            "true",
            "zookeeper.enforce.auth.schemes",
            "sasl");

    @TempDir
    private Path directory;

    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void remember() {
        ProviderRegistry.reset();
        before.put(JAAS, System.getProperty(JAAS));
        SERVER.forEach((name, value) -> {
            before.put(name, System.getProperty(name));
            System.setProperty(name, value);
        });
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        Configuration.setConfiguration(null);
        ProviderRegistry.reset();
    }

    @Test
    void whoLogsInWithSaslHasTheTreeForHimself() throws Exception {
        jaas("a password");
        try (TestingServer server = new TestingServer(true);
                Coordination ours = Coordination.begin(settings(server), KEY)) {
            ours.awaitConnected(Duration.ofSeconds(20));
            ChannelControl control = new ChannelControl(ours, Clock.systemUTC());
            control.move(1, ChannelStatus.START, "", "us");
            assertThat(control.state(1).status()).isEqualTo(ChannelStatus.START);
            assertThat(ours.client().getACL().forPath(Znode.channel(1)))
                    .singleElement()
                    .satisfies(acl -> assertThat(
                                    acl.getId().getScheme() + ":" + acl.getId().getId())
                            .isEqualTo("sasl:otter"));
            ZKClientConfig plain = new ZKClientConfig();
            plain.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
            Watcher nobody = event -> {};
            try (ZooKeeper stranger = new ZooKeeper(server.getConnectString(), 5_000, nobody, plain)) {
                assertThatThrownBy(() -> stranger.getData(Znode.channel(1), false, null))
                        .isInstanceOf(KeeperException.class);
            }
        }
    }

    @Test
    void aWrongPasswordIsNamedAsThat() throws Exception {
        jaas("another password");
        try (TestingServer server = new TestingServer(true);
                Coordination ours = Coordination.begin(settings(server), KEY)) {
            ours.awaitConnected(Duration.ofSeconds(20));
            assertThatThrownBy(() -> new ChannelControl(ours, Clock.systemUTC()).move(1, ChannelStatus.START, "", "us"))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_DENIED))
                    .hasMessageNotContaining("password");
            assertThat(ErrorCode.ZOOKEEPER_DENIED.advice()).contains("otter.zookeeper.auth");
        }
    }

    @Test
    void aLogInThatNobodyHasDescribedIsRefusedAtTheStart() {
        System.clearProperty(JAAS);
        Configuration.setConfiguration(null);
        assertThatThrownBy(() -> ZookeeperSettings.from(ConfigurationFile.of(Map.of("otter.zookeeper.auth", "sasl"))))
                .hasMessageContaining("otter.zookeeper.auth is sasl")
                .hasMessageContaining("-Djava.security.auth.login.config");
        assertThatThrownBy(() -> ZookeeperSettings.from(ConfigurationFile.of(Map.of("otter.zookeeper.auth", "otter"))))
                .hasMessageContaining("neither user:password nor sasl");
    }

    @Test
    void whatTheClientWouldNotUseIsSaidAtTheStart() throws Exception {
        jaas("a password");
        System.clearProperty(FIPS);
        assertThatThrownBy(() -> ZookeeperSettings.from(ConfigurationFile.of(Map.of("otter.zookeeper.auth", "sasl"))))
                .hasMessageContaining("-Dzookeeper.fips-mode=false");
    }

    private void jaas(String clientsPassword) throws Exception {
        Path file = Files.writeString(directory.resolve("jaas.conf"), """
                Server {
                  org.apache.zookeeper.server.auth.DigestLoginModule required user_otter="a password";
                };
                Client {
                  org.apache.zookeeper.server.auth.DigestLoginModule required username="otter" password="%s";
                };
                """.formatted(clientsPassword));
        System.setProperty(JAAS, file.toString());
        Configuration.setConfiguration(null); // it is read again
    }

    private static ZookeeperSettings settings(TestingServer server) {
        return ZookeeperSettings.from(ConfigurationFile.of(
                Map.of("otter.zookeeper.cluster.default", server.getConnectString(), "otter.zookeeper.auth", "sasl")));
    }
}
