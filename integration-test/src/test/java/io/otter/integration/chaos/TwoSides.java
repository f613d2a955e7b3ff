package io.otter.integration.chaos;

import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** What must hold of two sites with the tables of {@link TwoWayWriters} once nobody writes any more. */
public record TwoSides(DatabaseServer one, DatabaseServer other) {
    /**
     * What is wrong, in words; empty when nothing is.
     *
     * @param limit how long to wait for the sites to become equal, and silent
     * @param silence how long neither log may grow
     */
    public List<String> faults(Duration limit, Duration silence) throws SQLException {
        List<String> faults = new ArrayList<>();
        try {
            List<String> tables = Trial.tables(one);
            new TableComparer(one, other).awaitEqual(tables, limit, "at rest");
            awaitSilence(limit, silence);
            if (!Trial.tables(other).equals(tables)) {
                faults.add("the tables are " + tables + " and " + Trial.tables(other));
            }
            new TableComparer(one, other).awaitEqual(tables, Duration.ZERO, "in silence");
        } catch (ConditionTimeoutException | AssertionError e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        for (DatabaseServer side : List.of(one, other)) {
            writtenAgain(side, faults);
        }
        return faults;
    }

    /** Whatever comes back would be in the logs for ever. */
    private void awaitSilence(Duration limit, Duration silence) {
        List<String> ends = new ArrayList<>(List.of(""));
        await("the logs are silent")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(500))
                .during(silence)
                .ignoreExceptions()
                .until(() -> {
                    String now = end(one) + " " + end(other);
                    return now.equals(ends.set(0, now));
                });
    }

    private static String end(DatabaseServer server) throws SQLException {
        String[] end = {""};
        String query = server.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        Trial.query(server, query, row -> end[0] = row.getString(1) + ":" + row.getLong(2));
        return end[0];
    }

    private static void writtenAgain(DatabaseServer side, List<String> faults) throws SQLException {
        Trial.query(
                side,
                "SELECT id, times FROM seen.event WHERE times <> 1",
                row -> faults.add(side + ": event " + row.getLong(1) + " was written " + row.getInt(2) + " times"));
        Trial.query(
                side,
                "SELECT t.id, t.n, s.times FROM chaos.tally t JOIN seen.tally s USING (id) WHERE s.times > t.n",
                row -> faults.add(side + ": tally " + row.getLong(1) + " was updated " + row.getLong(2) + " times, and "
                        + row.getLong(3) + " times here"));
        Trial.query(
                side,
                "SELECT s.id, s.n, SUM(e.delta) FROM chaos.stock s JOIN chaos.event e ON e.stock = s.id GROUP BY s.id, s.n"
                        + " HAVING s.n <> SUM(e.delta)",
                row -> faults.add(side + ": stock " + row.getLong(1) + " is " + row.getLong(2) + " instead of "
                        + row.getLong(3)));
    }
}
