package io.otter.node.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.FreeDoorReport;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.ProcessReport;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.batch.RowCounts;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.schema.SchemaChange;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.schema.SchemaSnapshot;
import io.otter.node.supervisor.PipelineReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("slow")
class ReporterTest {
    private static final Credentials CREDENTIALS = Credentials.of("a shared key of the tests", 3);
    private static final Credentials MANAGER = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final StageTimes TIMES = new StageTimes(1, 2, 3, 4, Bottleneck.LOAD);

    @TempDir
    private Path directory;

    @Test
    void aReturningManagerReceivesReportsAgain() {
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        RunFacts facts = new RunFacts(
                null,
                7L,
                2,
                Map.of(5L, new RowCounts(4, 5, 6)),
                Map.of(5L, new RowCounts(1, 2, 3)),
                0,
                0,
                TIMES,
                Map.of(),
                null);
        PipelineReport report =
                new PipelineReport(1, "orders", "there", PipelineState.RUNNING, 4, Optional.of(facts), null);
        RpcServer manager = manager(0, heard);
        int port = manager.port();
        try (Reporter reporter = reporter(port, Map.of(9L, report), new SchemaJournal())) {
            reporter.start();
            await().until(() -> !heard.isEmpty());
            assertThat(heard.get(0).nid()).isEqualTo(3);
            assertThat(heard.get(0).pipelines().get(0).rows()).isEqualTo(6);
            assertThat(heard.get(0).pipelines().get(0).seen()).containsExactly(new StatisticsReport.Pair(5, 4, 5, 6));
            assertThat(heard.get(0).pipelines().get(0).applied())
                    .containsExactly(new StatisticsReport.Pair(5, 1, 2, 3));
            assertThat(heard.get(0).pipelines().get(0).stages()).isEqualTo(TIMES);
            assertThat(heard.get(0).pipelines().get(0).epoch()).isEqualTo(4);
            assertThat(heard.get(0).totals().counter()).isNotZero();
            manager.close();
            heard.clear();
            try (RpcServer again = manager(port, heard)) {
                await().until(() -> !heard.isEmpty());
                assertThat(again.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void everyManagerHearsAndOneOfThemKeeps() {
        List<StatisticsReport> first = new CopyOnWriteArrayList<>();
        List<StatisticsReport> second = new CopyOnWriteArrayList<>();
        RpcServer manager = manager(0, first);
        try (RpcServer other = manager(0, second);
                Reporter reporter = reporter(List.of(manager.port(), other.port()), Map.of(), new SchemaJournal())) {
            reporter.start();
            await().until(() -> !first.isEmpty() && second.size() > 1);
            assertThat(first)
                    .allSatisfy(report -> assertThat(report.totals().known()).isTrue());
            assertThat(second.get(second.size() - 1).totals().known()).isFalse();
            manager.close();
            await().until(() -> second.get(second.size() - 1).totals().known());
        }
    }

    @Test
    void aManagerThatCannotKeepSchemaHistoriesHearsHowThePipelinesAreAllTheSame() {
        SchemaJournal journal = new SchemaJournal();
        journal.add(change("DROP TABLE b"));
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        RpcHandlers handlers = new RpcHandlers()
                .onMessage(StatisticsReport.TYPE, heard::add)
                .onRequest(SchemaHistoryReport.TYPE, SchemaHistoryReport.TAKEN, report -> {
                    throw new OtterException(ErrorCode.DATABASE_UNREACHABLE, "the manager's database: refused.");
                });
        try (RpcServer manager = server(0, handlers);
                Reporter reporter = reporter(manager.port(), Map.of(), journal)) {
            reporter.start();
            await().atMost(Duration.ofSeconds(8)).until(() -> heard.size() >= 4);
        }
    }

    @Test
    void aDefectIsToldAndReportedOnAllTheSame() {
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        AtomicBoolean first = new AtomicBoolean(true);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(Reporter.class);
        log.addAppender(logged);
        logged.start();
        Supplier<Map<Long, PipelineReport>> reports = () -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("a defect");
            }
            return Map.of();
        };
        try (RpcServer manager = manager(0, heard);
                Reporter reporter = reporter(List.of(manager.port()), reports, new SchemaJournal())) {
            reporter.start();
            await().until(() -> !heard.isEmpty());
        } finally {
            log.detachAppender(logged);
        }
        assertThat(List.copyOf(logged.list))
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .hasSize(1)
                .allSatisfy(line ->
                        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("a defect"));
    }

    @Test
    void aFaultIsAsOldAsTheFirstTryThatSaidTheSame() {
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        Map<Long, PipelineReport> reports = new ConcurrentHashMap<>();
        OtterException first = new OtterException(ErrorCode.DATABASE_UNREACHABLE, "there: refused.");
        try (RpcServer manager = manager(0, heard);
                Reporter reporter = reporter(manager.port(), reports, new SchemaJournal())) {
            reports.put(9L, failing(first));
            reporter.start();
            await().until(() -> said(heard, "there: refused.") > 0);
            OtterException again = new OtterException(ErrorCode.DATABASE_UNREACHABLE, "there: refused.");
            reports.put(9L, failing(again));
            long told = said(heard, "there: refused.");
            await().until(() -> said(heard, "there: refused.") > told + 1);
            assertThat(again.at()).isAfter(first.at());
            assertThat(heard)
                    .allSatisfy(report -> assertThat(report.pipelines().get(0).errorMillis())
                            .isEqualTo(first.at().toEpochMilli()));
            OtterException other = new OtterException(ErrorCode.DATABASE_UNREACHABLE, "there: no such host.");
            reports.put(9L, failing(other));
            await().until(() -> said(heard, "there: no such host.") > 0);
            assertThat(heard.get(heard.size() - 1).pipelines().get(0).errorMillis())
                    .isEqualTo(other.at().toEpochMilli());
            reports.put(9L, running(other, 1));
            long before = heard.size();
            await().until(() -> heard.size() > before + 1);
            assertThat(said(heard, ""))
                    .as("a run that has applied nothing yet proves nothing")
                    .isZero();
            reports.put(9L, running(other, 0));
            await().until(() -> said(heard, "") > 0);
            assertThat(heard.get(heard.size() - 1).pipelines().get(0).errorMillis())
                    .isZero();
        }
    }

    private static PipelineReport failing(OtterException fault) {
        return new PipelineReport(1, "orders", "there", PipelineState.RETRYING, 4, Optional.empty(), fault);
    }

    private static PipelineReport running(OtterException fault, int inFlight) {
        RunFacts facts = new RunFacts(null, null, inFlight, Map.of(), Map.of(), 0, 0, TIMES, Map.of(), null);
        return new PipelineReport(1, "orders", "there", PipelineState.RUNNING, 4, Optional.of(facts), fault);
    }

    private static long said(List<StatisticsReport> heard, String error) {
        return heard.stream()
                .filter(report -> report.pipelines().get(0).errorText().equals(error))
                .count();
    }

    @Test
    void schemaHistoriesReachTheManagerOnceAndAgainAfterItComesBack() {
        SchemaJournal journal = new SchemaJournal();
        journal.add(new SchemaSnapshot("log", "binlog.000001", 4, "uuid", 0, "{}", ""));
        journal.add(change("ALTER TABLE 水獺 ADD COLUMN a INT"));
        List<SchemaHistoryReport> heard = new CopyOnWriteArrayList<>();
        RpcServer manager = historian(0, heard);
        int port = manager.port();
        try (Reporter reporter = reporter(port, Map.of(), journal)) {
            reporter.start();
            await().until(() -> sql(heard).size() == 1 && snapshots(heard) == 1);
            journal.add(change("DROP TABLE b"));
            await().until(() -> sql(heard).size() == 2);
            assertThat(sql(heard)).containsExactly("ALTER TABLE 水獺 ADD COLUMN a INT", "DROP TABLE b");
            assertThat(snapshots(heard)).isEqualTo(1);
            manager.close();
            heard.clear();
            try (RpcServer again = historian(port, heard)) {
                await().until(() -> sql(heard).size() == 2 && snapshots(heard) == 1);
                assertThat(again.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void aManagerThatWasLongAwayHearsOfTheLastStatementsOnly() {
        SchemaJournal journal = new SchemaJournal();
        for (int i = 0; i < 1_005; i++) {
            journal.add(change("DROP TABLE t" + i));
        }
        List<SchemaHistoryReport> heard = new CopyOnWriteArrayList<>();
        try (RpcServer manager = historian(0, heard);
                Reporter reporter = reporter(manager.port(), Map.of(), journal)) {
            reporter.start();
            await().until(() -> sql(heard).size() == 1_000);
            assertThat(sql(heard).get(0)).isEqualTo("DROP TABLE t5");
            assertThat(sql(heard).get(999)).isEqualTo("DROP TABLE t1004");
        }
    }

    private static SchemaChange change(String sql) {
        return new SchemaChange("log", "binlog.000001", 400, "uuid", 0, "shop", "shop", "a", sql, "ALTER", "");
    }

    private static List<String> sql(List<SchemaHistoryReport> heard) {
        return heard.stream()
                .flatMap(report -> report.changes().stream())
                .map(SchemaHistoryReport.Change::sqlText)
                .toList();
    }

    private static long snapshots(List<SchemaHistoryReport> heard) {
        return heard.stream().mapToLong(report -> report.snapshots().size()).sum();
    }

    private Reporter reporter(int port, Map<Long, PipelineReport> reports, SchemaJournal schemaHistories) {
        return reporter(List.of(port), reports, schemaHistories);
    }

    private Reporter reporter(List<Integer> ports, Map<Long, PipelineReport> reports, SchemaJournal schemaHistories) {
        return reporter(ports, () -> reports, schemaHistories);
    }

    private Reporter reporter(
            List<Integer> ports, Supplier<Map<Long, PipelineReport>> reports, SchemaJournal schemaHistories) {
        return new Reporter(
                3,
                ports.stream().map(port -> new ServerAddress("127.0.0.1", port)).toList(),
                CREDENTIALS,
                reports,
                new AppliedRows(directory.resolve("applied-rows")),
                schemaHistories,
                Clock.systemUTC());
    }

    private static RpcServer manager(int port, List<StatisticsReport> heard) {
        return server(
                port,
                new RpcHandlers()
                        .onMessage(StatisticsReport.TYPE, heard::add)
                        .onMessage(LogRecordReport.TYPE, record -> {}));
    }

    private static RpcServer historian(int port, List<SchemaHistoryReport> heard) {
        return server(
                port,
                new RpcHandlers()
                        .onMessage(StatisticsReport.TYPE, report -> {})
                        .onRequest(SchemaHistoryReport.TYPE, SchemaHistoryReport.TAKEN, report -> {
                            heard.add(report);
                            return 1;
                        }));
    }

    private static RpcServer server(int port, RpcHandlers handlers) {
        return new RpcServer(
                "port",
                "127.0.0.1",
                port,
                MANAGER,
                MessageTypes.of(
                        StatisticsReport.TYPE,
                        ProcessReport.TYPE,
                        LogRecordReport.TYPE,
                        FreeDoorReport.TYPE,
                        SchemaHistoryReport.TYPE),
                handlers.onMessage(ProcessReport.TYPE, report -> {}).onMessage(FreeDoorReport.TYPE, report -> {}));
    }
}
