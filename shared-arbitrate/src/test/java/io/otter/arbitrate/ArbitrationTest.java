package io.otter.arbitrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.Published;
import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArbitrationTest {
    private static final PauseScope SCOPE = new PauseScope(1, 11, Set.of(11L), false);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Clock CLOCK = Clock.systemUTC();

    private TestingServer server;
    private Coordination first;
    private Coordination second;

    @BeforeEach
    void start() throws Exception {
        server = new TestingServer(true);
        first = connect();
        second = connect();
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
        server.close();
    }

    @Test
    void anAbsentZookeeperIsNamedWithItsKey() throws Exception {
        server.stop();
        try (Coordination late = Coordination.begin(
                ZookeeperSettings.of(server.getConnectString(), TIMEOUT),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"))) {
            assertThatThrownBy(() -> late.awaitConnected(Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_UNREACHABLE))
                    .hasMessageContaining("otter.zookeeper.cluster.default");
            assertThatThrownBy(() -> new ConfigStore(late).channels())
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_UNREACHABLE));
        }
    }

    @Test
    void aNidRunsOnceAndAKilledPredecessorIsWaitedOut() {
        NodeRegistry one = new NodeRegistry(first);
        NodeRegistry two = new NodeRegistry(second);
        NodeRegistration registration = new NodeRegistration(1, "10.0.0.1", 2088, "5", 1, Map.of());
        one.register(registration, Duration.ofSeconds(1));
        assertThatThrownBy(() -> two.register(registration, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NID))
                .hasMessageContaining("10.0.0.1:2088");
        one.update(registration.withConfigVersions(Map.of(7L, 3L)));
        assertThat(two.list().get(0).configVersions()).containsEntry(7L, 3L);
        new Thread(first::close, "killed").start();
        two.register(registration, Duration.ofSeconds(10));
        assertThat(two.list()).hasSize(1);
        two.close();
        assertThat(two.list()).isEmpty();
    }

    @Test
    void anExpiredSessionRegistersAgain() throws Exception {
        NodeRegistry registry = new NodeRegistry(first);
        registry.register(new NodeRegistration(1, "a", 1, "5", 1, Map.of()), Duration.ofSeconds(1));
        assertThat(registry.list()).hasSize(1); // and what it looked for in the background is answered
        long lost = first.client().getZookeeperClient().getZooKeeper().getSessionId();
        expire(first);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entry())
                        .isNotNull()
                        .satisfies(
                                entry -> assertThat(entry.getEphemeralOwner()).isNotEqualTo(lost)));
        assertThat(registry.list()).hasSize(1);
    }

    @Test
    void oneOfTwoIsTheMainstemAndEpochsOnlyGrow() {
        Mainstem one = new Mainstem(first, CLOCK);
        Mainstem two = new Mainstem(second, CLOCK);
        AtomicInteger vacancies = new AtomicInteger();
        long epoch = one.tryTake(1, 11, 1, () -> {}).orElseThrow();
        assertThat(two.tryTake(1, 11, 2, vacancies::incrementAndGet)).isEmpty();
        one.ready(1, 11, 1, epoch);
        assertThat(two.state(1, 11))
                .get()
                .extracting(MainstemState::nid, MainstemState::ready)
                .containsExactly(1, true);
        one.release(1, 11, 99);
        assertThat(two.state(1, 11)).isPresent();
        one.release(1, 11, epoch);
        await().untilAsserted(() -> assertThat(vacancies).hasPositiveValue());
        assertThat(two.tryTake(1, 11, 2, () -> {})).contains(epoch + 1);
        assertThat(two.raise(1, 11, 2, epoch + 1, epoch + 40)).isEqualTo(epoch + 41);
        second.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> one.tryTake(1, 11, 1, () -> {}).isPresent());
        assertThat(one.state(1, 11).orElseThrow().epoch()).isGreaterThan(epoch + 41);
        assertThatThrownBy(() -> one.ready(1, 12, 1, 1)).isInstanceOf(OtterException.class);
    }

    @Test
    void aWipedZookeeperGoesOnWithHigherEpochsAndCanBeRaised() throws Exception {
        long before = new Mainstem(first, CLOCK).tryTake(1, 11, 1, () -> {}).orElseThrow();
        first.client().delete().deletingChildrenIfNeeded().forPath(Znode.CHANNELS);
        Mainstem later = new Mainstem(first, Clock.offset(CLOCK, Duration.ofSeconds(2)));
        long epoch = later.tryTake(1, 11, 1, () -> {}).orElseThrow();
        assertThat(epoch).isGreaterThan(before);
        assertThat(later.raise(1, 11, 1, epoch, epoch + 8)).isEqualTo(epoch + 9);
    }

    @Test
    void channelsMoveOnlyAlongTheTable() {
        ChannelControl control = new ChannelControl(first, CLOCK);
        assertThat(control.state(5).status()).isEqualTo(ChannelStatus.STOP);
        assertThatThrownBy(() -> control.move(5, ChannelStatus.PAUSE, "", "admin"))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ILLEGAL_MOVE));
        new Mainstem(first, CLOCK).tryTake(5, 50, 1, () -> {});
        assertThat(control.state(5).status()).isEqualTo(ChannelStatus.STOP);
        control.move(5, ChannelStatus.START, "", "admin");
        control.move(5, ChannelStatus.PAUSE, "LOAD_DATA: row 7", "node 1");
        assertThat(new ChannelControl(second, CLOCK).state(5).reason()).isEqualTo("LOAD_DATA: row 7");
        control.move(5, ChannelStatus.STOP, "", "admin");
        control.remove(5);
        assertThat(control.state(5).status()).isEqualTo(ChannelStatus.STOP);
    }

    @Test
    void configurationIsPublishedWithGrowingVersionsAndWatchedAcrossARestart() throws Exception {
        ConfigStore store = new ConfigStore(first);
        ConfigStore reader = new ConfigStore(second);
        AtomicInteger changes = new AtomicInteger();
        try (TreeWatch watch = TreeWatch.ofTree(second, Znode.CONFIG_CHANNELS, changes::incrementAndGet)) {
            await().untilAsserted(() -> assertThat(changes).hasPositiveValue());
            assertThat(store.publish(channel("a")).version()).isEqualTo(1);
            assertThat(store.publish(channel("a")).version()).isEqualTo(1);
            assertThat(store.publish(channel("b".repeat(100_000))).version()).isEqualTo(2);
            assertThat(reader.channels().get(3L).name()).hasSize(100_000);
            assertThat(reader.channels().get(3L).pipelines().get(0).canal().start())
                    .isEqualTo(new StartPosition.Earliest());
            int before = changes.get();
            server.restart();
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                store.publish(channel("c"));
                return changes.get() > before
                        && reader.channels().get(3L).name().equals("c");
            });
        }
        store.publishNodes(List.of(new NodeConfig(1, "n1", "127.0.0.1", 2088)));
        assertThat(reader.nodes()).extracting(NodeConfig::name).containsExactly("n1");
        store.remove(3);
        assertThat(reader.channels()).isEmpty();
    }

    @Test
    void processesAreMarkedInTheBackgroundAndClearedByTheNextTerm() {
        ProcessMarks marks = new ProcessMarks(first, 1, 11);
        marks.begin(term(first, 1));
        for (long id = 1; id <= 100; id++) {
            marks.mark(id, new ProcessMark(1, 1, ProcessMark.Stage.SELECTED, 5, 500, 1));
            if (id % 2 == 0) {
                marks.done(id);
            }
        }
        await().untilAsserted(() ->
                assertThat(marks.list()).hasSize(50).containsKey(99L).doesNotContainKey(100L));
        ProcessMarks next = new ProcessMarks(second, 1, 11);
        first.close();
        next.begin(term(second, 2));
        assertThat(next.list()).isEmpty();
    }

    @Test
    void whoeverLostItsTermChangesNothingOfItsSuccessors() throws Exception {
        ChannelControl control = new ChannelControl(first, CLOCK);
        Mainstem loser = new Mainstem(first, CLOCK);
        Mainstem owner = new Mainstem(second, CLOCK);
        control.move(1, ChannelStatus.START, "", "admin");
        TermGuard over = term(first, 1);
        ProcessMarks marks = new ProcessMarks(first, 1, 11);
        CursorStore cursor = new CursorStore(first, "src-log", 11, new ServerAddress("10.1.1.1", 3306));
        marks.begin(over);
        cursor.begin(over);
        first.client().delete().forPath(Znode.mainstem(1, 11)); // as if the session had ended meanwhile
        TermGuard present = term(second, 2);
        owner.ready(1, 11, 2, present.epoch());

        assertThat(over.isOver()).isTrue();
        assertThat(present.isOver()).isFalse();
        assertLost(() -> control.pause(
                SCOPE, "INTERNAL: NoNode", "node 1", over, control.state(1).of(11)));
        assertLost(() -> loser.ready(1, 11, 1, over.epoch()));
        assertLost(() -> loser.raise(1, 11, 1, over.epoch(), over.epoch() + 40));
        assertLost(() -> loser.raise(1, 11, 1, over.epoch(), over.epoch())); // to just what the successor has
        loser.release(1, 11, over.epoch());
        marks.mark(1, new ProcessMark(1, 1, ProcessMark.Stage.SELECTED, 5, 500, 1));
        cursor.write(new BinlogPosition("binlog.000001", 4, "", "u", 1));
        first.client().sync().forPath("/"); // whatever was sent before is done
        assertThat(control.state(1).status()).isEqualTo(ChannelStatus.START);
        assertThat(owner.state(1, 11).orElseThrow())
                .extracting(MainstemState::nid, MainstemState::epoch, MainstemState::ready)
                .containsExactly(2, over.epoch() + 1, true);
        assertThat(marks.list()).isEmpty();
        assertThat(cursor.read()).isEmpty();

        control.pause(
                SCOPE, "LOAD_DATA: row 7", "node 2", present, control.state(1).of(11));
        assertThat(control.state(1).reason()).isEqualTo("LOAD_DATA: row 7");
    }

    @Test
    void aFaultOfAnEarlierStartPausesNothing() {
        ChannelControl control = new ChannelControl(first, CLOCK);
        ChannelState start = control.move(1, ChannelStatus.START, "", "ann");
        TermGuard term = term(first, 1);
        control.move(1, ChannelStatus.STOP, "", "ann");
        ChannelState again = control.move(1, ChannelStatus.START, "", "bob");

        assertThatThrownBy(() -> control.pause(SCOPE, "LOAD_DATA: row 7", "node 1", term, start.of(11)))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ILLEGAL_MOVE))
                .hasMessageContaining("bob");

        assertThat(control.state(1)).isEqualTo(again);
    }

    @Test
    void aFaultPausesItsPipelineAloneAndAStartMovesNoOther() {
        ChannelControl control = new ChannelControl(first, CLOCK);
        PauseScope there = new PauseScope(1, 11, Set.of(11L, 12L), false);
        PauseScope back = new PauseScope(1, 12, Set.of(11L, 12L), false);
        ChannelState start = control.move(1, ChannelStatus.START, "", "ann");
        TermGuard term = term(first, 1);

        ChannelState half = control.pause(there, "there: LOAD_DATA: row 7", "node 1", term, start.of(11));
        assertThat(half.status()).isEqualTo(ChannelStatus.START);
        assertThat(half.why()).isEqualTo("there: LOAD_DATA: row 7");
        assertThat(half.of(11).isPausedByFault()).isTrue();
        assertThat(half.of(12)).isEqualTo(start.of(12));

        ChannelState whole = control.move(1, ChannelStatus.START, "", "bob");
        assertThat(whole.isWhollyStarted()).isTrue();
        assertThat(whole.of(11).by()).isEqualTo("bob");
        assertThat(whole.of(12)).as("what ran was not started again").isEqualTo(start.of(12));
        assertThatThrownBy(() -> control.pause(there, "there: LOAD_DATA: row 7", "node 1", term, start.of(11)))
                .as("the fault of before bob's start")
                .hasMessageContaining("bob");

        control.pause(back, "back: LOAD_DATA: row 8", "node 1", term, start.of(12));
        ChannelState none = control.pause(there, "there: LOAD_DATA: row 9", "node 1", term, whole.of(11));
        assertThat(none.status()).as("nothing is left to run").isEqualTo(ChannelStatus.PAUSE);
        assertThat(none.why()).contains("back: LOAD_DATA: row 8", "there: LOAD_DATA: row 9");
        assertThat(control.state(1)).isEqualTo(none);
        assertThat(control.move(1, ChannelStatus.START, "", "ann").pipelines()).isEmpty();
    }

    @Test
    void aFaultPausesTheWholeChannelWhereThatIsWished() {
        ChannelControl control = new ChannelControl(first, CLOCK);
        ChannelState start = control.move(1, ChannelStatus.START, "", "ann");

        ChannelState paused = control.pause(
                new PauseScope(1, 11, Set.of(11L, 12L), true),
                "there: LOAD_DATA: row 7",
                "node 1",
                term(first, 1),
                start.of(11));

        assertThat(paused.status()).isEqualTo(ChannelStatus.PAUSE);
        assertThat(paused.of(12).isPausedByFault()).isTrue();
        assertThat(paused.of(12).reason()).isEqualTo("there: LOAD_DATA: row 7");
    }

    @Test
    void anAnswerThatIsLostIsNoDefeat() throws Exception {
        Mainstem mainstem = new Mainstem(first, CLOCK);
        long seed = System.nanoTime();
        System.out.println("seed of lost answers " + seed);
        Random random = new Random(seed);
        long epoch = 0;
        for (int i = 0; i < 6; i++) {
            int micros = random.nextInt(6_000);
            Thread cutter = new Thread(() -> {
                LockSupport.parkNanos(micros * 1_000L);
                dropConnection(first);
            });
            cutter.start();
            long taken = 0;
            while (taken == 0) {
                try {
                    taken = mainstem.tryTake(1, 11, 1, () -> {}).orElseThrow();
                } catch (OtterException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_UNREACHABLE);
                }
            }
            cutter.join();
            assertThat(taken).isGreaterThan(epoch);
            epoch = taken;
            assertThat(mainstem.state(1, 11).orElseThrow().epoch()).isEqualTo(epoch);
            mainstem.release(1, 11, epoch);
        }
    }

    @Test
    void aNodeThatIsNotListedIsListedAgain() throws Exception {
        NodeRegistry registry = new NodeRegistry(first);
        NodeRegistration registration = new NodeRegistration(1, "a", 1, "5", 1, Map.of());
        registry.register(registration, Duration.ofSeconds(1));
        first.client().delete().forPath(Znode.node(1));
        await().until(() -> registry.list().size() == 1);

        // The entry of a session that ended for us is still there when the next one begins.
        first.client().delete().forPath(Znode.node(1));
        second.client()
                .create()
                .orSetData()
                .withMode(CreateMode.EPHEMERAL)
                .forPath(Znode.node(1), Documents.write(registration));
        expire(first);
        await().until(() -> first.state() == SessionState.CONNECTED);
        second.close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(registry.list()).containsExactly(registration));
        registry.close();
    }

    @Test
    void aManagerThatReadItsConfigurationEarlierDoesNotPublishOverALaterOne() {
        ConfigStore slow = new ConfigStore(first);
        ConfigStore quick = new ConfigStore(second);
        quick.publish(channel("a"));
        quick.publishNodes(List.of(new NodeConfig(1, "n1", "127.0.0.1", 2088)));
        Published seen = slow.read();
        assertThat(quick.publish(channel("b")).version()).isEqualTo(2);
        quick.publishNodes(List.of(new NodeConfig(1, "n2", "127.0.0.1", 2088)));
        assertThat(slow.publish(channel("a of long ago"), seen)).isEmpty();
        assertThat(slow.publishNodes(List.of(), seen)).isFalse();
        assertThat(slow.channels().get(3L).name()).isEqualTo("b");
        assertThat(slow.nodes()).extracting(NodeConfig::name).containsExactly("n2");
        assertThat(slow.publish(channel("c"), slow.read()).orElseThrow().version())
                .isEqualTo(3);
    }

    @Test
    void theCursorIsCanalsOwnJson() throws Exception {
        CursorStore cursor = new CursorStore(first, "src-log", 11, new ServerAddress("10.1.1.1", 3306));
        assertThat(cursor.read()).isEmpty();
        for (int i = 0; i <= 1000; i++) {
            cursor.write(new BinlogPosition("binlog.000007", i, "", "u", 1_700_000_000_000L));
        }
        await().untilAsserted(() ->
                assertThat(cursor.read().map(BinlogPosition::offset)).contains(1000L));
        String json = new String(
                first.client().getData().forPath("/otter/canal/destinations/src-log/11/cursor"),
                StandardCharsets.UTF_8);
        assertThat(json)
                .contains("\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\"")
                .contains("\"postion\":{")
                .contains("\"journalName\":\"binlog.000007\"")
                .contains("\"sourceAddress\":{\"address\":\"10.1.1.1\",\"port\":3306}");
        first.client().setData().forPath("/otter/canal/destinations/src-log/11/cursor", """
                        {"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,
                        "sourceAddress":{"address":"127.0.0.1","port":3306}},"postion":{"gtid":"","included":false,
                        "journalName":"mysql-bin.000001","position":219,"serverId":1,"timestamp":1600000000000}}
                        """.getBytes(
                        StandardCharsets.UTF_8));
        assertThat(cursor.read()).contains(new BinlogPosition("mysql-bin.000001", 219, "", "", 1_600_000_000_000L));
    }

    private Coordination connect() {
        Coordination coordination = Coordination.begin(
                ZookeeperSettings.of(server.getConnectString(), TIMEOUT),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        coordination.awaitConnected(Duration.ofSeconds(10));
        return coordination;
    }

    private static TermGuard term(Coordination of, int nid) {
        long epoch = new Mainstem(of, CLOCK).tryTake(1, 11, nid, () -> {}).orElseThrow();
        return new TermGuard(of, 1, 11, epoch);
    }

    private static void assertLost(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOAD_FENCED));
    }

    /** Of node 1. */
    private Stat entry() throws Exception {
        return second.client().checkExists().forPath(Znode.node(1));
    }

    private static void dropConnection(Coordination coordination) {
        try {
            coordination
                    .client()
                    .getZookeeperClient()
                    .getZooKeeper()
                    .getTestable()
                    .closeSocket();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void expire(Coordination coordination) throws Exception {
        ZooKeeper client = coordination.client().getZookeeperClient().getZooKeeper();
        client.getTestable().injectSessionExpiration();
    }

    private static ChannelConfig channel(String name) {
        DataMediaSource source = new DataMediaSource(1, "s", SourceType.MYSQL, "h", 3306, "u", Secret.NONE, Map.of());
        CanalConfig canal = new CanalConfig(
                1, "c", List.of(new ServerAddress("h", 3306)), "u", Secret.NONE, new StartPosition.Earliest(), 7, true);
        PipelineConfig pipeline = new PipelineConfig(
                11,
                "p",
                canal,
                source,
                List.of(source),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of());
        return new ChannelConfig(0, 3, name, SyncMode.ROW, Consistency.BASE, List.of(pipeline));
    }
}
