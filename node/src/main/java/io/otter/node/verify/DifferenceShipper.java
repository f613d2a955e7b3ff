package io.otter.node.verify;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.ReportedDifference;
import io.otter.communication.message.RowReport;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ships differing rows to the first manager that answers, and waits for one if none does. Thread-safe. */
public final class DifferenceShipper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DifferenceShipper.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final long REST_MILLIS = 2_000;

    private final List<ServerAddress> managers;
    private final Credentials credentials;
    private final RpcClient client = new RpcClient(MessageTypes.of(ReportedDifference.KIND.stored()));

    /** @param credentials of this node */
    public DifferenceShipper(List<ServerAddress> managers, Credentials credentials) {
        this.managers = List.copyOf(managers);
        this.credentials = credentials;
    }

    void ship(long pipelineId, long runId, List<Difference> rows) throws InterruptedException {
        RowReport<ReportedDifference> report = new RowReport<>(
                pipelineId,
                runId,
                rows.stream()
                        .map(row -> new ReportedDifference(
                                row.pairId(),
                                row.sourceTable(),
                                row.targetTable(),
                                row.kind().name(),
                                row.key(),
                                row.keyData(),
                                row.source(),
                                row.target()))
                        .toList());
        while (!sent(report)) {
            Rest.millis(REST_MILLIS);
        }
    }

    private boolean sent(RowReport<ReportedDifference> report) throws InterruptedException {
        for (ServerAddress manager : managers) {
            try (RpcConnection connection = client.connect(manager, Credentials.MANAGER, credentials, CONNECT_LIMIT)) {
                connection.request(
                        ReportedDifference.KIND.type(), report, ReportedDifference.KIND.stored(), ANSWER_LIMIT);
                return true;
            } catch (OtterException e) {
                log.debug("rows of comparison {} go to no {}: {}", report.subjectId(), manager, e.getMessage());
            }
        }
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
