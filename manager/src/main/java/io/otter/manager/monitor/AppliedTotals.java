package io.otter.manager.monitor;

import io.otter.communication.message.StatisticsReport;
import io.otter.manager.monitor.AppliedMapper.AppliedRow;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds what nodes have applied to the statistics, once a minute. The database knows how far each node's counts are added, so
 * that neither a restart of a node nor of a manager loses rows or adds them twice. Thread-safe.
 */
@Component
final class AppliedTotals {
    private static final Logger log = LoggerFactory.getLogger(AppliedTotals.class);
    private static final long PERIOD_SECONDS = 60;

    private final MonitorMapper statistics;
    private final AppliedMapper applied;
    private final TransactionTemplate transaction;
    private final Map<Integer, Heard> latest = new ConcurrentHashMap<>();
    private final Map<Integer, Heard> stored = new HashMap<>();

    private record Heard(Instant at, StatisticsReport report) {}

    private record Key(long pipelineId, long pairId) {}

    AppliedTotals(MonitorMapper statistics, AppliedMapper applied, PlatformTransactionManager transactions) {
        this.statistics = statistics;
        this.applied = applied;
        transaction = new TransactionTemplate(transactions);
    }

    void heard(Instant at, StatisticsReport report) {
        latest.put(report.nid(), new Heard(at, report));
    }

    /** Adds what was heard of since the last call. */
    @PreDestroy
    @Scheduled(initialDelay = PERIOD_SECONDS, fixedDelay = PERIOD_SECONDS, timeUnit = TimeUnit.SECONDS)
    synchronized void store() {
        latest.forEach((nid, heard) -> {
            Heard before = stored.get(nid);
            if (heard.equals(before)) {
                return;
            }
            try {
                transaction.executeWithoutResult(
                        status -> add(heard, before == null ? heard.at().minusSeconds(PERIOD_SECONDS) : before.at()));
                stored.put(nid, heard);
            } catch (DataAccessException | TransactionException e) {
                log.warn("what node {} has applied is stored later: {}", nid, e.getMessage());
            }
        });
    }

    private void add(Heard heard, Instant before) {
        StatisticsReport.Totals totals = heard.report().totals();
        Map<Key, AppliedRow> known = applied.of(totals.counter()).stream()
                .collect(Collectors.toMap(row -> new Key(row.pipelineId(), row.pairId()), row -> row));
        long from = before.getEpochSecond();
        long to = heard.at().getEpochSecond();
        Map<Long, Long> byPipeline = new HashMap<>();
        for (StatisticsReport.Total total : totals.rows()) {
            long pipeline = total.pipelineId();
            StatisticsReport.Pair now = total.rows();
            AppliedRow last = known.get(new Key(pipeline, now.pairId()));
            StatisticsReport.Pair added = last == null ? now : last.until(now);
            if (last == null) {
                applied.insert(totals.counter(), pipeline, now);
            } else if (added.rows() > 0) {
                applied.add(totals.counter(), pipeline, added);
            }
            if (added.rows() > 0) {
                if (!statistics.addToTable(pipeline, added)) {
                    statistics.insertTable(pipeline, added);
                }
                statistics.insertTableHistory(pipeline, added, from, to);
                byPipeline.merge(pipeline, added.rows(), Long::sum);
            }
        }
        applied.touch(totals.counter());
        Set<Long> owned = heard.report().pipelines().stream()
                .filter(pipeline -> pipeline.epoch() > 0)
                .map(StatisticsReport.Pipeline::pipelineId)
                .collect(Collectors.toCollection(HashSet::new));
        owned.addAll(byPipeline.keySet());
        for (long pipeline : owned) {
            statistics.insertThroughput(pipeline, byPipeline.getOrDefault(pipeline, 0L), from, to);
        }
    }
}
