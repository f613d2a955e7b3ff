package io.otter.node.report;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.common.retry.BackOff;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the pipelines and news of their schema histories to the first manager that answers, every
 * second. All state is confined to its one thread; nothing waits for it.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

    private final int nid;
    private final List<ServerAddress> managers;
    private final String key;
    private final Supplier<Map<Long, PipelineReport>> reports;
    private final AppliedRows applied;
    private final SchemaHistoryFeed schemaHistories;
    private final Clock clock;
    private final RpcClient client = new RpcClient(MessageTypes.of(SchemaHistoryReport.TAKEN));
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "reporter"));
    private Map<Long, Sample> samples = new HashMap<>();
    private final Map<Long, String> faultsSent = new HashMap<>();
    private @Nullable RpcConnection connection;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());

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
        this.managers = List.copyOf(managers);
        this.key = key;
        this.reports = reports;
        this.applied = applied;
        this.schemaHistories = new SchemaHistoryFeed(schemaHistories);
        this.clock = clock;
    }

    public void start() {
        executor.schedule(this::report, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        client.close();
    }

    private void report() {
        long pauseMillis = PERIOD_MILLIS;
        try {
            RpcConnection open = connection;
            if (open == null || !open.isOpen()) {
                open = connect();
                connection = open;
                schemaHistories.begin();
            }
            open.send(StatisticsReport.TYPE, statistics());
            sendFaults(open);
            schemaHistories.deliver(open);
            backOff.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (OtterException e) {
            pauseMillis = backOff.next().toMillis();
            log.debug("not all is reported, again in {} ms: {}", pauseMillis, e.getMessage());
        } catch (RuntimeException e) {
            pauseMillis = backOff.next().toMillis();
            log.error("a bug in the reports; again in {} ms", pauseMillis, e);
        }
        if (!executor.isShutdown()) {
            executor.schedule(this::report, pauseMillis, TimeUnit.MILLISECONDS);
        }
    }

    private RpcConnection connect() throws InterruptedException {
        OtterException fault = null;
        for (ServerAddress manager : managers) {
            try {
                return client.connect(manager, key, CONNECT_LIMIT);
            } catch (OtterException e) {
                fault = e;
            }
        }
        throw fault == null ? new IllegalStateException("no manager is configured") : fault;
    }

    /** A fault is logged once when it is new, not on every report. */
    private void sendFaults(RpcConnection open) throws InterruptedException {
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
