package io.otter.node.supervisor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.node.handover.LoadNodes;
import io.otter.node.pipeline.PipelineRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and ends this node's pipelines according to the published configuration, the states of the channels and the
 * drained nodes. Any change causes a full check on its own thread; several changes at once cause one. Thread-safe.
 */
public final class NodeSupervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeSupervisor.class);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(12);

    private final int nid;
    private final Coordination coordination;
    private final Supervision supervision;
    private final Clock clock;
    private final Consumer<Map<Long, Long>> versions;
    private final ConfigStore store;
    private final PipelineDuties duties;
    private final Drains drains;
    private final Switches switches;
    private final NodeRegistry registry;
    private final ScheduledExecutorService executor;
    private final AtomicBoolean asked = new AtomicBoolean();

    @GuardedBy("pipelines")
    private final Map<Long, PipelineSupervisor> pipelines = new HashMap<>();

    /** What ended the last run of pipelines that do not run now. */
    private final Map<Long, OtterException> lastFaults = new ConcurrentHashMap<>();

    private @Nullable TreeWatch drainWatch;
    private @Nullable TreeWatch switchWatch;
    private Map<Long, Long> shownVersions = Map.of();

    /**
     * @param leaveLimit how long pipelines may take to apply what is in flight when this node or their load node is
     *     drained
     * @param versions receives the configuration version of each channel that runs here
     */
    public NodeSupervisor(
            int nid,
            Coordination coordination,
            NodeRegistry registry,
            PipelineRunner runner,
            Duration leaveLimit,
            Clock clock,
            Consumer<Map<Long, Long>> versions) {
        this(
                nid,
                coordination,
                registry,
                Supervision.of(runner::start, new RunLimits(leaveLimit, CLOSE_LIMIT)),
                clock,
                versions);
    }

    NodeSupervisor(
            int nid,
            Coordination coordination,
            NodeRegistry registry,
            Supervision supervision,
            Clock clock,
            Consumer<Map<Long, Long>> versions) {
        this.nid = nid;
        this.coordination = coordination;
        this.supervision = supervision;
        executor = supervision.threads().executor("supervisor");
        this.clock = clock;
        this.versions = versions;
        store = new ConfigStore(coordination);
        duties = new PipelineDuties(nid, coordination, store, clock, this::ask);
        drains = new Drains(coordination, clock);
        switches = new Switches(coordination);
        this.registry = registry;
    }

    public void start() {
        duties.watch();
        drainWatch = TreeWatch.ofTree(coordination, Znode.DRAINS, this::ask);
        switchWatch = TreeWatch.ofTree(coordination, Znode.SWITCHES, this::ask);
    }

    /** This node's pipelines by id, also those that it may not run now. */
    public Map<Long, PipelineReport> reports() {
        Map<Long, PipelineReport> reports = new TreeMap<>();
        duties.resting()
                .forEach((id, rest) -> reports.put(
                        id,
                        new PipelineReport(
                                rest.channel().id(),
                                rest.channel().name(),
                                rest.pipeline().name(),
                                PipelineState.STOPPED,
                                0,
                                Optional.empty(),
                                rest.byFault() ? lastFaults.get(id) : null)));
        synchronized (pipelines) {
            pipelines.forEach((id, supervisor) -> reports.put(
                    id,
                    new PipelineReport(
                            supervisor.channel().id(),
                            supervisor.channel().name(),
                            supervisor.pipeline().name(),
                            supervisor.state(),
                            supervisor.epoch(),
                            supervisor.facts(),
                            supervisor.lastFault())));
        }
        return reports;
    }

    @Override
    public void close() {
        if (drainWatch != null) {
            drainWatch.close();
        }
        if (switchWatch != null) {
            switchWatch.close();
        }
        executor.shutdownNow();
        try {
            executor.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        duties.close();
        List<PipelineSupervisor> open;
        synchronized (pipelines) {
            open = List.copyOf(pipelines.values());
            pipelines.clear();
        }
        open.forEach(PipelineSupervisor::end);
        try {
            long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
            for (PipelineSupervisor supervisor : open) {
                if (!supervisor.awaitEnded(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    log.error(
                            "pipeline {} has not ended within {} s; the fence at its targets keeps it from writing",
                            supervisor.pipeline().name(),
                            CLOSE_LIMIT.toSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            try {
                executor.execute(this::reconcile);
            } catch (RejectedExecutionException e) {
                log.debug("the supervisor is closed");
            }
        }
    }

    private void reconcile() {
        asked.set(false);
        try {
            Map<Long, PipelineDuties.Wanted> wanted = duties.read();
            Set<Integer> drained = drains.list().keySet();
            Map<Long, Switch> asked = switches.list();
            // Does not wait for pipelines to end: each triggers another check once it has ended.
            for (PipelineSupervisor supervisor : pipelines()) {
                PipelineDuties.Wanted want = wanted.get(supervisor.pipeline().id());
                if (want == null || !want.channel().equals(supervisor.channel())) {
                    supervisor.end();
                }
            }
            if (drained.contains(nid)) {
                pipelines().forEach(PipelineSupervisor::drain);
                show(Map.of());
            } else {
                wanted.forEach(this::begin);
                leaveLoadNodes(drained);
                pipelines()
                        .forEach(supervisor -> Optional.ofNullable(
                                        asked.get(supervisor.pipeline().id()))
                                .ifPresent(supervisor::switchOver));
                show(wanted);
            }
        } catch (OtterException e) {
            log.warn("reading ZooKeeper failed; retrying in a second: {}", e.getMessage());
            executor.schedule(this::ask, 1, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            log.error("a bug in the supervision", e);
        }
    }

    private void leaveLoadNodes(Set<Integer> drained) {
        if (!drained.isEmpty()) {
            Set<ServerAddress> addresses =
                    Set.copyOf(LoadNodes.addresses(List.copyOf(drained), registry.list(), store.nodes()));
            pipelines().forEach(supervisor -> supervisor.leaveLoadNodes(addresses));
        }
    }

    private List<PipelineSupervisor> pipelines() {
        synchronized (pipelines) {
            pipelines.values().removeIf(supervisor -> {
                OtterException fault = supervisor.lastFault();
                if (supervisor.isClosed() && fault != null) {
                    lastFaults.put(supervisor.pipeline().id(), fault);
                }
                return supervisor.isClosed();
            });
            return List.copyOf(pipelines.values());
        }
    }

    private void begin(long pipelineId, PipelineDuties.Wanted want) {
        synchronized (pipelines) {
            if (!pipelines.containsKey(pipelineId)) {
                PipelineArbitration arbitration =
                        PipelineArbitration.of(nid, coordination, want.channel(), want.pipeline(), clock);
                PipelineSupervisor supervisor =
                        new PipelineSupervisor(want.channel(), want.pipeline(), arbitration, supervision, this::ask);
                pipelines.put(pipelineId, supervisor);
                lastFaults.remove(pipelineId);
                supervisor.begin();
            }
        }
    }

    private void show(Map<Long, PipelineDuties.Wanted> wanted) {
        Map<Long, Long> running = new HashMap<>();
        wanted.values()
                .forEach(want -> running.put(want.channel().id(), want.channel().version()));
        if (!running.equals(shownVersions)) {
            versions.accept(running);
            shownVersions = running;
        }
    }
}
