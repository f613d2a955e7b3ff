package io.otter.testsupport.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

class ZookeeperFixtureTest {
    @Test
    void anExpiredSessionLosesItsEphemeralNodesAndIsNotified() throws Exception {
        AtomicBoolean expired = new AtomicBoolean();
        try (ZookeeperFixture fixture = ZookeeperFixture.single();
                ZooKeeper client = new ZooKeeper(fixture.connectString(), 10_000, event -> {
                    if (event.getState() == Watcher.Event.KeeperState.Expired) {
                        expired.set(true);
                    }
                });
                ZooKeeper other = new ZooKeeper(fixture.connectString(), 10_000, event -> {})) {
            create(client, "/mark", CreateMode.EPHEMERAL);
            fixture.expire(client);
            await().atMost(Duration.ofSeconds(20)).untilTrue(expired);
            await().atMost(Duration.ofSeconds(20)).until(() -> other.exists("/mark", false) == null);
        }
    }

    @Test
    void dataSurviveARestart() throws Exception {
        try (ZookeeperFixture fixture = ZookeeperFixture.single();
                ZooKeeper client = new ZooKeeper(fixture.connectString(), 10_000, event -> {})) {
            create(client, "/kept", CreateMode.PERSISTENT);
            fixture.stop();
            fixture.restart();
            awaitPresent(client, "/kept");
        }
    }

    @Test
    void anEnsembleOfThreeServesWithoutOne() throws Exception {
        try (ZookeeperFixture fixture = ZookeeperFixture.ensemble(3);
                ZooKeeper client = new ZooKeeper(fixture.connectString(), 10_000, event -> {})) {
            assertThat(fixture.connectString().split(",")).hasSize(3);
            create(client, "/before", CreateMode.PERSISTENT);
            fixture.stop();
            awaitPresent(client, "/before");
            fixture.restart();
            awaitPresent(client, "/before");
        }
    }

    private static void create(ZooKeeper client, String path, CreateMode mode) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(KeeperException.ConnectionLossException.class)
                .until(() -> client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, mode) != null);
    }

    private static void awaitPresent(ZooKeeper client, String path) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(KeeperException.class)
                .until(() -> client.exists(path, false) != null);
    }
}
