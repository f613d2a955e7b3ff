package io.otter.node.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.PipelineConfig;
import io.otter.common.secret.SecretKey;
import io.otter.node.batch.FencedException;
import io.otter.node.pipeline.RunListener;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that are told of one channel with two directions, each with a target that has a fence. Faults, lost terms, lost
 * connections and users come in any order; time passes when the test says so. {@code -Dotter.interleavings=10000} for the long
 * run.
 */
class SupervisorInterleavingsTest {
    private static final int RUNS = Integer.getInteger("otter.interleavings", 10);
    private static final int STEPS = 60;
    private static final List<ErrorCode> LASTING =
            List.of(ErrorCode.LOAD_DATA, ErrorCode.BINLOG_PURGED, ErrorCode.INTERNAL, ErrorCode.DATABASE_PRIVILEGE);

    @Test
    void oneWriterNoLostWishAndNoFaultOfALoserOrOfTheOtherDirectionHurtsTheOwner() throws Exception {
        long first = Seed.of(SupervisorInterleavingsTest.class);
        try (ZookeeperFixture zookeeper = ZookeeperFixture.single()) {
            for (int i = 1; i <= RUNS; i++) {
                long seed = first + i - 1;
                try (World world = new World(zookeeper, i, new Random(seed))) {
                    for (int step = 0; step < STEPS; step++) {
                        world.step();
                    }
                    world.calmsDown();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** What the fence at the target lets through. */
    private static final class Target {
        private long owner;
        private long lastWriter;

        synchronized void fence(long epoch) {
            if (owner > epoch) {
                throw new FencedException("the target knows " + owner, owner);
            }
            owner = epoch;
        }

        synchronized boolean write(long epoch) {
            if (owner != epoch) {
                return false;
            }
            assertThat(epoch).as("nobody writes after a successor has").isGreaterThanOrEqualTo(lastWriter);
            lastWriter = epoch;
            return true;
        }
    }

    /** One direction. */
    private static final class Line {
        final long pipelineId;
        final Target target = new Target();
        boolean ownerFailed;

        Line(long pipelineId) {
            this.pipelineId = pipelineId;
        }
    }

    private static final class World implements AutoCloseable {
        private final Random random;
        private final long channelId;
        private final List<Line> lines;
        private final Coordination user;
        private final ChannelControl control;
        private final Mainstem mainstem;
        private final List<PlayedNode> nodes;
        private final List<Coordination> sessions;
        private long batch;

        World(ZookeeperFixture zookeeper, long channelId, Random random) {
            this.random = random;
            this.channelId = channelId;
            user = session(zookeeper);
            control = new ChannelControl(user, Clock.systemUTC());
            mainstem = new Mainstem(user, Clock.systemUTC());
            control.move(channelId, ChannelStatus.START, "", "user");
            lines = List.of(new Line(2 * channelId), new Line(2 * channelId + 1));
            sessions = List.of(session(zookeeper), session(zookeeper));
            nodes = lines.stream()
                    .flatMap(line -> Stream.of(1, 2)
                            .map(nid -> new PlayedNode(nid, sessions.get(nid - 1), channel(channelId, lines), line)))
                    .toList();
        }

        private static ChannelConfig channel(long channelId, List<Line> lines) {
            return Configured.channel(channelId, lines.get(0).pipelineId, lines.get(1).pipelineId);
        }

        void step() throws Exception {
            PlayedNode node = nodes.get(random.nextInt(nodes.size()));
            FakeRun run = node.run;
            switch (random.nextInt(15)) {
                case 0, 1, 2 -> node.look(control);
                case 3 -> node.advance(Duration.ofMillis(random.nextInt(12_000)));
                case 4, 5, 6 -> apply(node.line, run);
                case 7 -> fail(node.line, run, ErrorCode.LOAD_TRANSIENT);
                case 8 -> fail(node.line, run, ErrorCode.BINLOG_SERVER_ID_CLASH);
                case 9 -> fail(node.line, run, LASTING.get(random.nextInt(LASTING.size())));
                case 10 -> loseTerm(node.line);
                case 11 -> {
                    if (random.nextInt(8) == 0) { // to connect again takes up to a second
                        node.cut();
                    }
                }
                case 12 -> node.refuses.set(random.nextInt(3));
                case 13 -> {
                    if (random.nextInt(4) == 0) {
                        wish(random.nextBoolean() ? ChannelStatus.STOP : ChannelStatus.START);
                    }
                }
                case 14 -> switchOver(node.line);
                default -> throw new IllegalStateException();
            }
            node.settle();
            look();
        }

        /** All is well again: what was wished comes true. */
        void calmsDown() {
            nodes.forEach(node -> node.refuses.set(0));
            wish(ChannelStatus.START);
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (PlayedNode node : nodes) {
                    node.look(control);
                    node.advance(Duration.ofSeconds(11));
                    node.settle();
                }
                assertThat(control.state(channelId).isWhollyStarted())
                        .as("nothing is wrong any more, so nothing is paused")
                        .isTrue();
                lines.forEach(this::assertRuns);
            });
            wish(ChannelStatus.STOP);
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (PlayedNode node : nodes) {
                    node.look(control);
                    assertThat(node.isClosed()).isTrue();
                }
                for (Line line : lines) {
                    assertThat(mainstem.state(channelId, line.pipelineId)).isEmpty();
                }
            });
        }

        private void assertRuns(Line line) {
            Optional<MainstemState> known = mainstem.state(channelId, line.pipelineId);
            assertThat(known).isPresent();
            MainstemState owner = known.get();
            assertThat(owner.ready()).isTrue();
            for (PlayedNode node : nodes) {
                if (node.line == line) {
                    assertThat(node.state())
                            .as("node %d", node.nid)
                            .isEqualTo(owner.nid() == node.nid ? PipelineState.RUNNING : PipelineState.STANDBY);
                }
            }
            assertThat(line.target.write(owner.epoch())).isTrue();
        }

        @Override
        public void close() {
            nodes.forEach(PlayedNode::close);
            sessions.forEach(Coordination::close);
            user.close();
        }

        private void look() {
            ChannelState state = control.state(channelId);
            for (Line line : lines) {
                if (state.of(line.pipelineId).status() == ChannelStatus.PAUSE) {
                    assertThat(line.ownerFailed)
                            .as("paused although its owner is well: %s", state)
                            .isTrue();
                }
            }
            if (state.status() == ChannelStatus.PAUSE) {
                assertThat(lines)
                        .as("the channel is paused although one direction could run")
                        .allMatch(line -> line.ownerFailed);
            }
            for (PlayedNode node : nodes) {
                node.assertTruth();
            }
        }

        private void wish(ChannelStatus status) {
            if (status == ChannelStatus.START) {
                lines.forEach(line -> line.ownerFailed = false);
            }
            control.move(channelId, status, "", "user");
        }

        private void apply(Line line, @Nullable FakeRun run) {
            if (run != null && !run.closed) {
                if (line.target.write(run.epoch)) {
                    run.apply(++batch);
                } else {
                    run.listener.failed(new FencedException("the target knows another epoch", run.epoch));
                }
            }
        }

        private void fail(Line line, @Nullable FakeRun run, ErrorCode code) {
            if (run != null && !run.closed) {
                line.ownerFailed |= mainstem.state(channelId, line.pipelineId)
                        .filter(owner -> owner.epoch() == run.epoch)
                        .isPresent();
                run.listener.failed(new OtterException(code, "played"));
            }
        }

        private void switchOver(Line line) {
            mainstem.state(channelId, line.pipelineId).ifPresent(owner -> {
                Switch asked = new Switch(owner.epoch(), owner.nid(), random.nextInt(3), "user", 0);
                new Switches(user).ask(line.pipelineId, asked);
                nodes.stream().filter(node -> node.line == line).forEach(node -> node.told(asked));
            });
        }

        /** As if a session had ended without its owner having heard of it. */
        private void loseTerm(Line line) throws Exception {
            try {
                user.client().delete().forPath(Znode.mainstem(channelId, line.pipelineId));
            } catch (KeeperException.NoNodeException e) {
                // there is none
            }
        }

        private static Coordination session(ZookeeperFixture zookeeper) {
            Coordination begun = Coordination.begin(
                    ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(20)),
                    new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
            begun.awaitConnected(Duration.ofSeconds(10));
            return begun;
        }
    }

    /** Looks at the channel as a node's supervisor does, when it is told to. */
    private static final class PlayedNode implements AutoCloseable {
        final int nid;
        final Line line;
        final AtomicInteger refuses = new AtomicInteger();
        volatile @Nullable FakeRun run;

        private final Coordination coordination;
        private final ChannelConfig channel;
        private final AtomicInteger opening = new AtomicInteger();
        private ManualExecutor executor = new ManualExecutor();
        private @Nullable PipelineSupervisor supervisor;

        PlayedNode(int nid, Coordination coordination, ChannelConfig channel, Line line) {
            this.nid = nid;
            this.coordination = coordination;
            this.channel = channel;
            this.line = line;
        }

        void look(ChannelControl control) {
            boolean wanted = control.state(channel.id()).of(line.pipelineId).status() == ChannelStatus.START;
            PipelineSupervisor present = supervisor;
            if (present != null && present.isClosed()) {
                supervisor = null;
            } else if (present != null && !wanted) {
                present.end();
            } else if (present == null && wanted) {
                begin();
            }
            executor.runDue();
        }

        void told(Switch asked) {
            PipelineSupervisor present = supervisor;
            if (present != null) {
                present.switchOver(asked);
            }
        }

        void advance(Duration time) {
            executor.advance(time);
        }

        void cut() throws Exception {
            coordination
                    .client()
                    .getZookeeperClient()
                    .getZooKeeper()
                    .getTestable()
                    .closeSocket();
        }

        /** Opening is on a thread of its own. */
        void settle() {
            await().pollInSameThread().pollInterval(Duration.ofMillis(2)).until(() -> {
                executor.runDue();
                return opening.get() == 0;
            });
        }

        @Nullable
        PipelineState state() {
            PipelineSupervisor present = supervisor;
            return present == null ? null : present.state();
        }

        boolean isClosed() {
            PipelineSupervisor present = supervisor;
            return present == null || present.isClosed();
        }

        void assertTruth() {
            PipelineSupervisor present = supervisor;
            if (present != null && present.state() == PipelineState.RUNNING) {
                FakeRun open = run;
                assertThat(open != null && !open.closed).as("node %d runs", nid).isTrue();
            }
            if (present != null && present.state() == PipelineState.RETRYING) {
                assertThat(Optional.ofNullable(present.lastFault()))
                        .as("node %d says why it retries", nid)
                        .isPresent();
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }

        private void begin() {
            executor = new ManualExecutor();
            PipelineConfig pipeline = channel.pipelines().stream()
                    .filter(one -> one.id() == line.pipelineId)
                    .findFirst()
                    .orElseThrow();
            supervisor = new PipelineSupervisor(
                    channel,
                    pipeline,
                    PipelineArbitration.of(nid, coordination, channel, pipeline, Clock.systemUTC()),
                    OneExecutor.supervision(
                            (anyChannel, anyPipeline, epoch, listener) -> open(epoch, listener),
                            new RunLimits(Duration.ofSeconds(60), Duration.ofSeconds(10)),
                            new OneExecutor(executor)),
                    () -> {});
            supervisor.begin();
        }

        private FakeRun open(long epoch, RunListener listener) {
            opening.incrementAndGet();
            try {
                if (refuses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new OtterException(ErrorCode.LOAD_TRANSIENT, "the target is away");
                }
                line.target.fence(epoch);
                FakeRun opened = new FakeRun(epoch, listener);
                run = opened;
                return opened;
            } finally {
                opening.decrementAndGet();
            }
        }
    }
}
