package io.otter.manager.monitor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.FreeDoorReport;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.ProcessReport;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.ReportedDifference;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.node.NodeFigures;
import io.otter.manager.resync.FreeDoors;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Listens for nodes' reports while the manager runs; not without a shared key, as no node could authenticate. */
@Component
final class ReportServer implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ReportServer.class);

    private final ManagerSettings settings;
    private final Reports reports;
    private final SchemaHistories schemaHistories;
    private final RowReports rows;
    private final FreeDoors freeDoors;
    private final NodeFigures figures;
    private final Admission admission;

    @GuardedBy("this")
    private @Nullable RpcServer server;

    ReportServer(
            ManagerSettings settings,
            Reports reports,
            SchemaHistories schemaHistories,
            RowReports rows,
            FreeDoors freeDoors,
            NodeFigures figures,
            Admission admission) {
        this.settings = settings;
        this.reports = reports;
        this.schemaHistories = schemaHistories;
        this.rows = rows;
        this.freeDoors = freeDoors;
        this.figures = figures;
        this.admission = admission;
    }

    @Override
    public synchronized void start() {
        reports.begin();
        Optional<Credentials> credentials = settings.credentials();
        if (credentials.isEmpty()) {
            log.warn("otter.communication.key is not set: nodes cannot report to this manager");
            return;
        }
        server = new RpcServer(
                "otter.communication.manager.port",
                settings.bind(),
                settings.rpcPort(),
                credentials.get(),
                MessageTypes.of(
                        StatisticsReport.TYPE,
                        ProcessReport.TYPE,
                        LogRecordReport.TYPE,
                        FreeDoorReport.TYPE,
                        SchemaHistoryReport.TYPE,
                        ReportedLetter.KIND.type(),
                        ReportedConflict.KIND.type(),
                        ReportedDifference.KIND.type()),
                new RpcHandlers()
                        .onMessage(
                                StatisticsReport.TYPE,
                                StatisticsReport::nid,
                                report -> reports.heard(admission.own(report)))
                        .onMessage(ProcessReport.TYPE, ProcessReport::nid, figures::heard)
                        .onMessage(LogRecordReport.TYPE, LogRecordReport::nid, this::heardLog)
                        .onMessageFrom(FreeDoorReport.TYPE, this::heardDoor)
                        .onRequestFrom(
                                SchemaHistoryReport.TYPE,
                                SchemaHistoryReport.TAKEN,
                                (nid, report) -> schemaHistories.take(admission.own(nid, report)))
                        .onRequestFrom(
                                ReportedLetter.KIND.type(),
                                ReportedLetter.KIND.stored(),
                                admission.own(ReportedLetter.KIND, rows.deadLetters()::store))
                        .onRequestFrom(
                                ReportedConflict.KIND.type(),
                                ReportedConflict.KIND.stored(),
                                admission.own(ReportedConflict.KIND, rows.conflicts()::store))
                        .onRequestFrom(
                                ReportedDifference.KIND.type(),
                                ReportedDifference.KIND.stored(),
                                admission.own(
                                        ReportedDifference.KIND,
                                        report -> rows.verifies().channelOf(report.subjectId()),
                                        rows.verifies()::store)));
        log.info("listening for nodes on port {}", server.port());
    }

    private void heardLog(LogRecordReport record) {
        if (admission.admits(record)) {
            reports.heard(record);
        }
    }

    private void heardDoor(FreeDoorReport report, int nid) {
        if (admission.admits(nid, FreeDoorReport.TYPE, report.pipelineId())) {
            freeDoors.heard(report);
        }
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }
}
