package io.otter.node.report;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.FreeDoorReport;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.ProcessReport;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.supervisor.PipelineReport;
import java.time.Clock;
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
 * Reports the state of the pipelines to every manager, every second. What is kept (the counts, faults that are new, resyncs by
 * the free door, and schema histories) goes to the first of them that is connected. State is confined to one thread, the feed of
 * schema histories to another, since that waits for answers; nothing waits for either.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final int nid;
    private final List<ManagerLink> managers;
    private final ProcessFigures process = new ProcessFigures();
    private final ReportContents contents;
    private final AppliedRows applied;
    private final SchemaHistoryFeed schemaHistories;
    private final RpcClient client = new RpcClient(MessageTypes.of(SchemaHistoryReport.TAKEN));
    private final ExecutorService background = Executors.newCachedThreadPool(task -> new Thread(task, "manager-link"));
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "reporter"));
    private final ScheduledExecutorService historian =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "schema-history-feed"));
    private @Nullable RpcConnection fed;

    /**
     * @param credentials of this node
     * @param reports the pipelines by id
     * @param applied in all runs
     * @param schemaHistories of the pipelines
     */
    public Reporter(
            int nid,
            List<ServerAddress> managers,
            Credentials credentials,
            Supplier<Map<Long, PipelineReport>> reports,
            AppliedRows applied,
            SchemaJournal schemaHistories,
            Clock clock) {
        this.nid = nid;
        this.managers = managers.stream()
                .map(manager -> new ManagerLink(manager, credentials, client, background))
                .toList();
        contents = new ReportContents(reports, clock);
        this.applied = applied;
        this.schemaHistories = new SchemaHistoryFeed(schemaHistories);
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
            if (manager.speaks(ProcessReport.TYPE)) {
                manager.send(ProcessReport.TYPE, process.of(nid));
            }
            if (keeps) {
                sendNews(manager);
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

    private void sendNews(RpcConnection open) {
        if (open.speaks(FreeDoorReport.TYPE)) {
            for (FreeDoorReport report : contents.freeDoorNews()) {
                open.send(FreeDoorReport.TYPE, report);
                contents.sent(report);
            }
        }
        for (LogRecordReport fault : contents.newFaults(nid)) {
            open.send(LogRecordReport.TYPE, fault);
            contents.sent(fault);
        }
    }

    private StatisticsReport statistics() {
        return new StatisticsReport(
                nid,
                contents.pipelines(),
                new StatisticsReport.Totals(
                        applied.identity(),
                        applied.totals().stream().map(Reporter::total).toList()));
    }

    private static StatisticsReport.Total total(AppliedRows.Total total) {
        return new StatisticsReport.Total(total.pipelineId(), ReportContents.pair(total.pairId(), total.rows()));
    }
}
