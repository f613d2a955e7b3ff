package io.otter.node.report;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.batch.RowCounts;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.supervisor.PipelineReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the pipelines to every manager, every second. What is kept (the counts, faults that are new, and schema
 * histories) goes to the first of them that is connected. State is confined to one thread, the feed of schema histories to
 * another, since that waits for answers; nothing waits for either.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final int nid;
    private final List<ManagerLink> managers;
    private final Supplier<Map<Long, PipelineReport>> reports;
    private final AppliedRows applied;
    private final SchemaHistoryFeed schemaHistories;
    private final Clock clock;
    private final RpcClient client = new RpcClient(MessageTypes.of(SchemaHistoryReport.TAKEN));
    private final ExecutorService background = Executors.newCachedThreadPool(task -> new Thread(task, "manager-link"));
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "reporter"));
    private final ScheduledExecutorService historian =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "schema-history-feed"));
    private Map<Long, Sample> samples = new HashMap<>();
    private final Map<Long, String> faultsSent = new HashMap<>();
    private @Nullable RpcConnection fed;

    /**
     * @param key RPC key shared with the managers
     * @param reports the pipelines by id
     * @param applied in all runs
     * @param schemaHistories of the pipelines
     */
    public Reporter(
            int nid,
            List<ServerAddress> managers,
            String key,
            Supplier<Map<Long, PipelineReport>> reports,
            AppliedRows applied,
            SchemaJournal schemaHistories,
            Clock clock) {
        this.nid = nid;
        this.managers = managers.stream()
                .map(manager -> new ManagerLink(manager, key, client, background))
                .toList();
        this.reports = reports;
        this.applied = applied;
        this.schemaHistories = new SchemaHistoryFeed(schemaHistories);
        this.clock = clock;
    }

    public void start() {
        executor.scheduleWithFixedDelay(this::report, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        historian.scheduleWithFixedDelay(this::feed, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        historian.shutdownNow();
        background.shutdownNow();
        client.close();
    }

    private void report() {
        try {
            StatisticsReport statistics = statistics();
            boolean kept = false;
            for (ManagerLink manager : managers) {
                RpcConnection open = manager.connection();
                if (open != null) {
                    kept |= tell(open, kept ? statistics.withoutTotals() : statistics, !kept);
                }
            }
        } catch (RuntimeException e) {
            log.error("a bug in the reports", e);
        }
    }

    private boolean tell(RpcConnection manager, StatisticsReport statistics, boolean keeps) {
        try {
            manager.send(StatisticsReport.TYPE, statistics);
            if (keeps) {
                sendFaults(manager);
            }
            return true;
        } catch (OtterException e) {
            log.debug("not all is reported: {}", e.getMessage());
            return false;
        }
    }

    private void feed() {
        try {
            RpcConnection open = managers.stream()
                    .map(ManagerLink::connection)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (open == null) {
                return;
            }
            if (open != fed) {
                schemaHistories.begin();
                fed = open;
            }
            schemaHistories.deliver(open);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            log.debug("not all of the schema histories is reported: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("a bug in the reports of schema histories", e);
        }
    }

    /** A fault is logged once when it is new, not on every report. */
    private void sendFaults(RpcConnection open) {
        for (Map.Entry<Long, PipelineReport> entry : reports.get().entrySet()) {
            PipelineReport report = entry.getValue();
            OtterException fault = report.fault();
            if (fault == null) {
                faultsSent.remove(entry.getKey());
            } else if (!fault.describe().equals(faultsSent.get(entry.getKey()))) {
                open.send(
                        LogRecordReport.TYPE,
                        new LogRecordReport(
                                nid,
                                report.channelId(),
                                entry.getKey(),
                                report.pipeline() + ": " + fault.code(),
                                fault.describe(),
                                fault.at().toEpochMilli()));
                faultsSent.put(entry.getKey(), fault.describe());
            }
        }
    }

    private StatisticsReport statistics() {
        Map<Long, Sample> now = new HashMap<>();
        List<StatisticsReport.Pipeline> pipelines = new ArrayList<>();
        reports.get().forEach((id, report) -> {
            RunFacts facts = report.facts().orElse(null);
            long rows = facts == null ? 0 : facts.rows();
            Sample before = samples.get(id);
            Sample sample = new Sample(clock.millis(), rows, PresentFault.of(report.fault(), before));
            now.put(id, sample);
            pipelines.add(pipeline(id, report.epoch(), facts, sample, before == null ? 0 : before.perSecond(sample)));
        });
        samples = now;
        return new StatisticsReport(
                nid,
                pipelines,
                new StatisticsReport.Totals(
                        applied.identity(),
                        applied.totals().stream().map(Reporter::total).toList()));
    }

    private static StatisticsReport.Pipeline pipeline(
            long id, long epoch, @Nullable RunFacts facts, Sample sample, double perSecond) {
        PresentFault present = sample.fault();
        OtterException fault = present == null ? null : present.fault();
        return new StatisticsReport.Pipeline(
                id,
                epoch,
                present == null ? 0 : present.since().toEpochMilli(),
                facts == null || facts.position() == null
                        ? ""
                        : facts.position().toString(),
                facts == null ? null : facts.delayMillis(),
                sample.rows(),
                perSecond,
                facts == null ? 0 : facts.inFlight(),
                facts == null ? StageTimes.NONE : facts.stageTimes(),
                fault == null ? "" : fault.code().name(),
                fault == null ? "" : String.valueOf(fault.getMessage()),
                facts == null ? List.of() : pairs(facts.seenByPair()),
                facts == null ? List.of() : pairs(facts.countsByPair()));
    }

    private static List<StatisticsReport.Pair> pairs(Map<Long, RowCounts> counts) {
        return counts.entrySet().stream()
                .map(pair -> pair(pair.getKey(), pair.getValue()))
                .toList();
    }

    private static StatisticsReport.Total total(AppliedRows.Total total) {
        return new StatisticsReport.Total(total.pipelineId(), pair(total.pairId(), total.rows()));
    }

    private static StatisticsReport.Pair pair(long id, RowCounts rows) {
        return new StatisticsReport.Pair(id, rows.inserts(), rows.updates(), rows.deletes());
    }

    /** A fault is a new one with each try; it is present since the first that said the same. */
    private record PresentFault(OtterException fault, Instant since) {
        static @Nullable PresentFault of(@Nullable OtterException fault, @Nullable Sample before) {
            PresentFault earlier = before == null ? null : before.fault;
            if (fault == null || earlier == null || !earlier.fault.describe().equals(fault.describe())) {
                return fault == null ? null : new PresentFault(fault, fault.at());
            }
            return earlier;
        }
    }

    private record Sample(long millis, long rows, @Nullable PresentFault fault) {
        double perSecond(Sample later) {
            long elapsed = later.millis - millis;
            return elapsed <= 0 || later.rows < rows ? 0 : (later.rows - rows) * 1_000.0 / elapsed;
        }
    }
}
