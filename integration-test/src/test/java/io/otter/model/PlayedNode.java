package io.otter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunListener;
import io.otter.node.report.PlayedReport;
import io.otter.node.supervisor.NodeSupervisor;
import io.otter.node.supervisor.PipelineReport;
import io.otter.node.supervisor.PlayedSupervisor;
import io.otter.node.supervisor.PlayedThreads;
import io.otter.testsupport.zookeeper.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node's supervision, real but for its threads, runs and network. */
final class PlayedNode extends PlayedProcess {
    private static final long REPORT_MILLIS = 1_000;

    final int nid;
    final PlayedThreads threads;
    private final World world;
    private final NodeRegistry registry;
    private final NodeSupervisor supervisor;
    private final PlayedReport report;
    private final RandomGenerator random;
    private final List<PlayedRun> runs = new ArrayList<>();
    private boolean registered;
    private long reportedMillis;
    private @Nullable PlayedManager manager;

    PlayedNode(int nid, FakeClient client, World world, RandomGenerator random) {
        super(client);
        this.nid = nid;
        this.world = world;
        this.random = random;
        threads = new PlayedThreads(world.clock::millis, random);
        registry = new NodeRegistry(coordination);
        supervisor = PlayedSupervisor.of(nid, coordination, registry, this::start, threads, world.clock, nid);
        report = new PlayedReport(nid, supervisor::reports, world.clock);
    }

    @Override
    boolean step() {
        if (!registered) {
            return register();
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                if (client.deliver()) {
                    return true;
                }
            }
            case 1 -> {
                if (threads.step()) {
                    return true;
                }
            }
            case 2 -> {
                apply();
                return true;
            }
            default -> {
                if (world.clock.millis() - reportedMillis >= REPORT_MILLIS) {
                    report();
                    return true;
                }
            }
        }
        return client.deliver() || threads.step();
    }

    /** The runs have their turn. */
    void apply() {
        List.copyOf(runs).forEach(PlayedRun::turn);
        runs.removeIf(PlayedRun::isEnded);
    }

    /** The fault of a lasting kind that somebody has to mend. @return whether there was a run of the present owner */
    boolean fail(OtterException why) {
        boolean flowed = flows();
        runs.forEach(run -> run.fail(why));
        return flowed;
    }

    boolean flows() {
        return !dead && !frozen && runs.stream().anyMatch(PlayedRun::flows);
    }

    @Override
    public String toString() {
        return "node " + nid + (registered ? "" : ", unregistered");
    }

    /** Ends in order. */
    void close() {
        busy = true;
        try {
            supervisor.close();
            registry.close();
            client.close();
        } finally {
            busy = false;
        }
        dead = true;
    }

    void assertTruth() {
        PipelineReport own = supervisor.reports().get(Played.PIPELINE);
        if (own == null) {
            return;
        }
        if (own.health(world.clock.instant()).running()) {
            assertThat(own.facts()).as("node %d runs", nid).isPresent();
        }
        if (own.state() == PipelineState.RETRYING) {
            assertThat(own.lastFault()).as("node %d says why it retries", nid).isNotNull();
        }
    }

    @Nullable
    PipelineState state() {
        Map<Long, PipelineReport> reports = supervisor.reports();
        PipelineReport own = reports.get(Played.PIPELINE);
        return own == null ? null : own.state();
    }

    private boolean register() {
        if (client.deliver()) {
            return true;
        }
        try {
            registry.register(
                    new NodeRegistration(nid, "127.0.0.1", 2087 + nid, "5", world.clock.millis(), Map.of()),
                    Duration.ZERO);
            registered = true;
            supervisor.start();
        } catch (OtterException e) {
            return false; // its predecessor is still listed
        }
        return true;
    }

    private Run start(ChannelConfig channel, PipelineConfig pipeline, long epoch, RunListener listener) {
        world.servers.requireTarget();
        PlayedRun run = new PlayedRun(epoch, world.servers, listener);
        world.servers.fence(run);
        world.note("a run with epoch " + epoch + " opens at " + this);
        runs.add(run);
        return run;
    }

    private void report() {
        reportedMillis = world.clock.millis();
        StatisticsReport said = report.statistics();
        world.managers().stream().filter(PlayedManager::hears).forEach(one -> one.heard(said));
        PlayedManager open = manager;
        if (open == null || open.dead || open.isUnheard(world.clock.millis())) {
            open = world.managers().stream()
                    .filter(PlayedManager::hears)
                    .findFirst()
                    .orElse(null);
            manager = open;
        }
        if (open == null || open.frozen) {
            return;
        }
        for (LogRecordReport fault : report.newFaults()) {
            open.heard(fault);
            report.sent(fault);
        }
    }
}
