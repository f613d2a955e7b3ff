package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** kill -9 under load: triggers at the target count what is written, and nothing is written twice. */
class KilledNodeIT {
    /** {@code -Dotter.kills=10} for the long run. */
    private static final int KILLS = Integer.getInteger("otter.kills", 4);

    private static final List<String> TABLES = List.of("counted.event", "counted.tally");

    @Test
    void aNodeKilledAtRandomMomentsLosesNothingAndRepeatsNothing() throws Exception {
        run(1);
    }

    @Test
    void twoNodesKilledInTurnLoseNothingAndRepeatNothing() throws Exception {
        run(2);
    }

    private static void run(int nodes) throws Exception {
        long seed = System.nanoTime();
        System.out.println("kill seed " + seed);
        Random random = new Random(seed);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", nodes, nodes, "counted")) {
            createTables(line.source(), line.target());
            for (int nid = nodes; nid >= 1; nid--) {
                line.node(nid).start();
            }
            line.awaitReady();
            AtomicBoolean stop = new AtomicBoolean();
            Thread load = new Thread(() -> change(line.source(), stop), "load");
            load.start();
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(300 + random.nextInt(2_000)).toNanos());
                Installation victim = line.node(1 + kill % nodes);
                victim.kill();
                victim.start();
            }
            stop.set(true);
            load.join();
            new TableComparer(line.source(), line.target())
                    .awaitEqual(TABLES, Duration.ofSeconds(90), KILLS + " kills, channel " + line.channelState());
            assertThat(count(line.target(), "SELECT count(*) FROM counted.event"))
                    .isGreaterThan(KILLS * 10L);
            assertThat(count(line.target(), "SELECT count(*) FROM seen.event WHERE times <> 1"))
                    .isZero();
            assertThat(count(line.target(), "SELECT count(*) FROM seen.event"))
                    .isEqualTo(count(line.source(), "SELECT count(*) FROM counted.event"));
            // Several updates of a row in one target transaction are written as one.
            assertThat(count(
                            line.target(),
                            "SELECT count(*) FROM seen.tally s JOIN counted.tally t USING (id)"
                                    + " WHERE s.times NOT BETWEEN 1 AND t.n"))
                    .isZero();
            System.out.printf(
                    "%d node(s), %d kills: %d inserts and %d updates, each applied once%n",
                    nodes,
                    KILLS,
                    count(line.source(), "SELECT count(*) FROM counted.event"),
                    count(line.source(), "SELECT sum(n) FROM counted.tally"));
        }
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
                // About a thousand transactions per second: a load, not a test of the machine.
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
