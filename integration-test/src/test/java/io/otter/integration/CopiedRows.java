package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Rows that are there, one in five of which changes all the time; a trigger at the target counts how often each is written.
 * Table {@code item} of a schema, which has its index at the source only.
 */
final class CopiedRows implements AutoCloseable {
    private static final int EVERY = 5;
    private static final long PAUSE_NANOS = 2_000_000;

    private final DatabaseServer source;
    private final DatabaseServer target;
    private final String schema;
    private final int rows;
    private final Random random;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean paused = new AtomicBoolean(true);
    private final Thread load;

    /** Makes and fills the table; changes nothing before {@link #change}. */
    CopiedRows(Line line, String schema, int rows, long seed) {
        source = line.source();
        target = line.target();
        this.schema = schema;
        this.rows = rows;
        random = new Random(seed);
        source.execute(
                "CREATE DATABASE " + schema,
                "CREATE TABLE " + table() + " (id INT PRIMARY KEY, n INT NOT NULL, filler VARCHAR(300) NOT NULL,"
                        + " KEY by_n (n))",
                "INSERT INTO " + table() + " SELECT seq, seq, REPEAT('x', 300) FROM " + schema + ".seq_1_to_" + rows);
        target.execute(
                "CREATE DATABASE " + schema,
                "CREATE TABLE " + table() + " (id INT PRIMARY KEY, n INT NOT NULL, filler VARCHAR(300) NOT NULL)",
                "CREATE DATABASE IF NOT EXISTS seen",
                "CREATE TABLE seen." + schema + " (id INT PRIMARY KEY, times INT NOT NULL)",
                "CREATE TRIGGER " + table() + "_seen BEFORE INSERT ON " + table() + " FOR EACH ROW INSERT INTO seen."
                        + schema + " VALUES (NEW.id, 1) ON DUPLICATE KEY UPDATE times = times + 1");
        load = new Thread(this::load, "load-" + schema);
        load.start();
    }

    String table() {
        return schema + ".item";
    }

    /** Begins or ends changes of one row in five. */
    void change(boolean on) {
        paused.set(!on);
    }

    /** Gives the target old versions of all rows; these are not counted. */
    void fillTarget() {
        target.execute(
                "INSERT INTO " + table() + " SELECT seq, -1, 'old' FROM " + schema + ".seq_1_to_" + rows,
                "DELETE FROM seen." + schema);
    }

    /** How often a row was written; 0 also while the target does not answer. */
    long arrived() {
        try {
            return Long.parseLong(target.value("SELECT COALESCE(SUM(times), 0) FROM seen." + schema));
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** Ends the changes and waits until both sides are equal; none of the rows that never changed was written twice. */
    void endAndCompare(Duration limit, String what) throws InterruptedException {
        close();
        new TableComparer(source, target).awaitEqual(List.of(table()), limit, what);
        String untouched = " FROM seen." + schema + " WHERE id MOD " + EVERY + " <> 0";
        assertThat(target.value("SELECT COUNT(*)" + untouched))
                .as("rows that were copied, " + what)
                .isEqualTo(Long.toString(rows - rows / EVERY));
        assertThat(target.value("SELECT COALESCE(GROUP_CONCAT(id ORDER BY id), '')" + untouched + " AND times <> 1"))
                .as("rows that were written more than once, " + what)
                .isEmpty();
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        load.join();
    }

    private void load() {
        while (!stop.get()) {
            try (Connection connection = source.connect(schema);
                    Statement statement = connection.createStatement()) {
                while (!stop.get()) {
                    if (!paused.get()) {
                        statement.execute(next());
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(50 * PAUSE_NANOS); // the source was killed
            }
        }
    }

    private String next() {
        int id = EVERY * (1 + random.nextInt(rows / EVERY));
        return switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM item WHERE id = " + id;
            case 1 -> "INSERT IGNORE INTO item VALUES (" + id + ", -1, 'again')";
            default -> "UPDATE item SET n = n + 1, filler = CONCAT('u', n) WHERE id = " + id;
        };
    }
}
