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

    @GuardedBy("this")
    private @Nullable RpcServer server;

    ReportServer(
            ManagerSettings settings,
            Reports reports,
            SchemaHistories schemaHistories,
            RowReports rows,
            FreeDoors freeDoors,
            NodeFigures figures) {
        this.settings = settings;
        this.reports = reports;
        this.schemaHistories = schemaHistories;
        this.rows = rows;
        this.freeDoors = freeDoors;
        this.figures = figures;
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
                        .onMessage(StatisticsReport.TYPE, StatisticsReport::nid, reports::heard)
                        .onMessage(ProcessReport.TYPE, ProcessReport::nid, figures::heard)
                        .onMessage(LogRecordReport.TYPE, LogRecordReport::nid, reports::heard)
                        .onMessage(FreeDoorReport.TYPE, freeDoors::heard)
                        .onRequest(SchemaHistoryReport.TYPE, SchemaHistoryReport.TAKEN, schemaHistories::take)
                        .onRequest(ReportedLetter.KIND.type(), ReportedLetter.KIND.stored(), rows.deadLetters()::store)
                        .onRequest(
                                ReportedConflict.KIND.type(), ReportedConflict.KIND.stored(), rows.conflicts()::store)
                        .onRequest(
                                ReportedDifference.KIND.type(),
                                ReportedDifference.KIND.stored(),
                                rows.verifies()::store));
        log.info("listening for nodes on port {}", server.port());
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
