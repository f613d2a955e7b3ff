package io.otter.manager.monitor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.ProcessReport;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.ReportedDifference;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.conflict.ConflictService;
import io.otter.manager.deadletter.DeadLetterService;
import io.otter.manager.node.NodeFigures;
import io.otter.manager.verify.VerifyService;
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
    private final DeadLetterService deadLetters;
    private final ConflictService conflicts;
    private final VerifyService verifies;
    private final NodeFigures figures;

    @GuardedBy("this")
    private @Nullable RpcServer server;

    ReportServer(
            ManagerSettings settings,
            Reports reports,
            SchemaHistories schemaHistories,
            DeadLetterService deadLetters,
            ConflictService conflicts,
            VerifyService verifies,
            NodeFigures figures) {
        this.figures = figures;
        this.conflicts = conflicts;
        this.settings = settings;
        this.reports = reports;
        this.schemaHistories = schemaHistories;
        this.deadLetters = deadLetters;
        this.verifies = verifies;
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
                        SchemaHistoryReport.TYPE,
                        ReportedLetter.KIND.type(),
                        ReportedConflict.KIND.type(),
                        ReportedDifference.KIND.type()),
                new RpcHandlers()
                        .onMessage(StatisticsReport.TYPE, reports::heard)
                        .onMessage(ProcessReport.TYPE, figures::heard)
                        .onMessage(LogRecordReport.TYPE, reports::heard)
                        .onRequest(SchemaHistoryReport.TYPE, SchemaHistoryReport.TAKEN, schemaHistories::take)
                        .onRequest(ReportedLetter.KIND.type(), ReportedLetter.KIND.stored(), deadLetters::store)
                        .onRequest(ReportedConflict.KIND.type(), ReportedConflict.KIND.stored(), conflicts::store)
                        .onRequest(ReportedDifference.KIND.type(), ReportedDifference.KIND.stored(), verifies::store));
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
