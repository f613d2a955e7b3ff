package io.otter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;

/** Knows what is, and judges by it what is shown and recorded. */
final class Judge {
    /** Longer than silence counts, and a report and a page take, also of a node that reports between two standstills. */
    private static final long NO_LIE_MILLIS = 20_000;
    /** A run that has just begun is believed to be well until its node says more. */
    private static final long JUST_MILLIS = 7_000;

    private static final String CHANNEL = Znode.channel(Played.CHANNEL);
    private static final String MAINSTEM = Znode.mainstem(Played.CHANNEL, Played.PIPELINE);
    private static final String MARKS = Znode.processes(Played.CHANNEL, Played.PIPELINE) + "/";
    private static final String CURSOR = Znode.cursor("log", Played.PIPELINE);

    private static final Set<String> STATES =
            Stream.of(PipelineHealth.State.values()).map(Enum::name).collect(Collectors.toSet());

    private final World world;
    private long flowedMillis;

    Judge(World world) {
        this.world = world;
    }

    /**
     * What is at one moment.
     *
     * @param stillMillis time since rows flowed
     */
    record Truth(Instant at, long stillMillis, long delayMillis) {}

    Truth truth() {
        look();
        return new Truth(world.clock.instant(), world.clock.millis() - flowedMillis, world.servers.delayMillis());
    }

    /** Judges what a manager shows by what is, and was when it began to look. */
    void judge(PipelineStatus shown, Truth before) {
        Truth now = truth();
        ChannelReport.MainstemReport owner = shown.mainstem();
        boolean justBegun =
                owner != null && owner.since().plusMillis(JUST_MILLIS).isAfter(before.at);
        if (shown.health().running() && !justBegun) {
            assertThat(Math.min(now.stillMillis, before.stillMillis))
                    .as("ms since rows flowed, although pages show %s", shown)
                    .isLessThanOrEqualTo(NO_LIE_MILLIS);
        }
        Long delay = shown.delayMillis();
        if (delay != null) {
            assertThat(Math.min(now.delayMillis, before.delayMillis) - delay)
                    .as("ms that the delay is worse than shown in %s", shown)
                    .isLessThanOrEqualTo(NO_LIE_MILLIS);
        }
    }

    void look() {
        if (world.nodes().stream().anyMatch(PlayedNode::flows)) {
            flowedMillis = world.clock.millis();
        }
        world.nodes().stream().filter(node -> !node.dead).forEach(PlayedNode::assertTruth);
    }

    /** A node changes what belongs to a term only while that is its own. */
    void committed(long session, Iterable<Op> operations, ToLongFunction<String> ownerBefore) {
        Optional<PlayedNode> node = world.nodes().stream()
                .filter(one -> one.client.session() == session)
                .findFirst();
        if (node.isEmpty()) {
            return;
        }
        long owner = ownerBefore.applyAsLong(MAINSTEM);
        boolean begins = false;
        for (Op operation : operations) {
            begins |= operation.getType() == ZooDefs.OpCode.create
                    && operation.getPath().equals(MAINSTEM);
        }
        for (Op operation : operations) {
            if (!begins && isOfTerm(operation)) {
                assertThat(owner)
                        .as("whose term it was when %s changed %s", node.get(), operation.getPath())
                        .isEqualTo(session);
            }
        }
    }

    private static boolean isOfTerm(Op operation) {
        String path = operation.getPath();
        return switch (operation.getType()) {
            case ZooDefs.OpCode.setData, ZooDefs.OpCode.delete -> path.startsWith(CHANNEL) || path.equals(CURSOR);
            case ZooDefs.OpCode.create -> path.startsWith(MARKS) || path.equals(CURSOR);
            default -> false;
        };
    }

    void assertRuns(PlayedManager manager) {
        assertThat(manager.state().status()).as("what was wished").isEqualTo(ChannelStatus.START);
        MainstemState owner = mainstem(manager)
                .orElseThrow(() -> new AssertionError("there is no mainstem, but " + world.nodes()
                        + world.nodes().stream().map(PlayedNode::state).toList()));
        assertThat(owner.ready()).as("%s is ready", owner).isTrue();
        for (PlayedNode node : world.nodes()) {
            assertThat(node.state())
                    .as("%s, where %s", node, owner)
                    .isEqualTo(owner.nid() == node.nid ? PipelineState.RUNNING : PipelineState.STANDBY);
            assertThat(node.flows()).as("rows flow at node %d", node.nid).isEqualTo(owner.nid() == node.nid);
        }
        assertThat(world.servers.delayMillis()).as("what waits").isLessThan(4_000);
        for (PlayedManager one : world.managers()) {
            PipelineStatus shown = one.shown();
            assertThat(shown.health().running())
                    .as("what a manager shows: %s", shown)
                    .isTrue();
            assertThat(shown.lastError()).isNull();
        }
    }

    private Optional<MainstemState> mainstem(PlayedManager manager) {
        return new Mainstem(manager.coordination, world.clock).state(Played.CHANNEL, Played.PIPELINE);
    }

    void assertStopped(PlayedManager manager) {
        for (PlayedNode node : world.nodes()) {
            assertThat(node.state()).as("%s", node).isEqualTo(PipelineState.STOPPED);
            assertThat(node.flows()).isFalse();
        }
        assertThat(mainstem(manager)).isEmpty();
        assertChained();
    }

    /** Each change of state is recorded once: whatever begins has ended, but for the last. */
    private void assertChained() {
        List<String> titles = world.database.monitor.titles();
        Map<String, Integer> balance = new TreeMap<>();
        balance.put("STOPPED", 0);
        for (String title : titles) {
            String text = title.substring("line: ".length());
            int arrow = text.indexOf(" → ");
            if (arrow > 0) {
                balance.merge(text.substring(0, arrow), -1, Integer::sum);
                balance.merge(text.substring(arrow + 3), 1, Integer::sum);
            } else if (STATES.contains(text)) { // the first, unless it was STOPPED
                balance.merge(text, 1, Integer::sum);
                balance.merge("STOPPED", -1, Integer::sum);
            }
        }
        assertThat(balance.values())
                .as("%s from and to STOPPED by %s", balance, titles)
                .containsOnly(0);
    }
}
