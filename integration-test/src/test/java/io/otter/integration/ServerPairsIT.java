package io.otter.integration;

import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.workload.TableComparer;
import io.otter.testsupport.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random transactions through a real node between real servers of every kind. */
class ServerPairsIT {
    /** {@code -Dotter.transactions=100000} for the long run. */
    private static final int TRANSACTIONS = Integer.getInteger("otter.transactions", 600);

    private static final int MOST_ROWS = Integer.getInteger("otter.transaction.rows", 100);

    @ParameterizedTest
    @CsvSource({"mysql-8.0, mysql-8.0", "mysql-9.7, mysql-9.7", "mariadb-11.4, mariadb-11.4", "mysql-5.6, mysql-8.0"})
    void allTablesAreEqualAfterRandomTransactions(String source, String target) {
        RequiredServer.assumeAvailable(source);
        RequiredServer.assumeAvailable(target);
        try (Line line = new Line(source, target, "320m", 1, 1, "work")) {
            Workload.createSchema(line.source(), line.target());
            line.node(1).start();
            line.awaitReady();
            Workload workload = new Workload(System.nanoTime());
            workload.run(line.source(), TRANSACTIONS, MOST_ROWS);
            new TableComparer(line.source(), line.target())
                    .awaitEqual(
                            Workload.TABLES,
                            Duration.ofSeconds(120 + TRANSACTIONS / 100),
                            source + " → " + target + ", " + workload.changes() + " changes, channel "
                                    + line.channelState());
            System.out.printf(
                    "%s → %s: %d transactions, %d changes, equal%n", source, target, TRANSACTIONS, workload.changes());
        }
    }
}
