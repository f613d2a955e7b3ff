package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Rows that change while something happens to the nodes; triggers at the target count how often each is written. */
final class CountedRows implements AutoCloseable {
    private static final List<String> TABLES = List.of("counted.event", "counted.tally");

    private final DatabaseServer source;
    private final DatabaseServer target;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread load;

    /** Creates the tables of schema {@code counted}; changes nothing yet. */
    CountedRows(DatabaseServer source, DatabaseServer target) {
        this.source = source;
        this.target = target;
        createTables(source, target);
        load = new Thread(() -> change(source, stop), "load");
    }

    void begin() {
        load.start();
    }

    /** Stops the changes, and compares what arrived with what was written. */
    void endAndCompare(Duration limit, String what) throws Exception {
        close();
        new TableComparer(source, target).awaitEqual(TABLES, limit, what);
        assertThat(count(target, "SELECT count(*) FROM seen.event WHERE times <> 1"))
                .isZero();
        assertThat(inserts()).isEqualTo(count(source, "SELECT count(*) FROM counted.event"));
        // Several updates of a row in one target transaction are written as one.
        assertThat(count(
                        target,
                        "SELECT count(*) FROM seen.tally s JOIN counted.tally t USING (id)"
                                + " WHERE s.times NOT BETWEEN 1 AND t.n"))
                .isZero();
    }

    /** The number of rows that have arrived. */
    long inserts() throws SQLException {
        return count(target, "SELECT count(*) FROM seen.event");
    }

    long updates() throws SQLException {
        return count(source, "SELECT sum(n) FROM counted.tally");
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        load.join();
    }

    private static void createTables(DatabaseServer source, DatabaseServer target) {
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE counted",
                    "CREATE TABLE counted.event (id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40))",
                    "CREATE TABLE counted.tally (id INT PRIMARY KEY, n BIGINT NOT NULL)",
                    "INSERT INTO counted.tally SELECT seq, 0 FROM counted.seq_0_to_19");
        }
        target.execute(
                "CREATE DATABASE seen",
                "CREATE TABLE seen.event (id BIGINT PRIMARY KEY, times INT NOT NULL)",
                "CREATE TABLE seen.tally (id INT PRIMARY KEY, times BIGINT NOT NULL)",
                "INSERT INTO seen.tally SELECT id, 0 FROM counted.tally",
                "CREATE TRIGGER counted.event_seen AFTER INSERT ON counted.event FOR EACH ROW"
                        + " INSERT INTO seen.event VALUES (NEW.id, 1) ON DUPLICATE KEY UPDATE times = times + 1",
                "CREATE TRIGGER counted.tally_seen AFTER UPDATE ON counted.tally FOR EACH ROW"
                        + " UPDATE seen.tally SET times = times + 1 WHERE id = NEW.id");
    }

    private static void change(DatabaseServer source, AtomicBoolean stop) {
        try (Connection connection = source.connect("counted");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO event (note) VALUES (?)");
                PreparedStatement update = connection.prepareStatement("UPDATE tally SET n = n + 1 WHERE id = ?")) {
            connection.setAutoCommit(false);
            for (int i = 0; !stop.get(); i++) {
                insert.setString(1, "event " + i);
                insert.executeUpdate();
                update.setInt(1, i % 20);
                update.executeUpdate();
                connection.commit();
                // About a thousand transactions per second: some load, but no stress test.
                LockSupport.parkNanos(500_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
