package io.otter.quickstart;

import io.otter.testsupport.workload.TableComparer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Sends every kind of change through a {@link Deployment} on free ports, then compares both sides. */
public final class Smoke {
    private static final int LATENCY_ROWS = 300;
    private static final int BULK_ROWS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("demo.customer", "demo.order_2025", "demo.order_2026");

    private final Deployment deployment;

    private Smoke(Deployment deployment) {
        this.deployment = deployment;
    }

    /** @return the process's exit code; prints the verdict */
    static int run(Path root) {
        Path directory;
        try {
            directory = Files.createTempDirectory(Files.createDirectories(root.resolve(".quickstart")), "smoke-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DeploymentPlan plan = DeploymentPlan.onFreePorts(root, directory, "mariadb-11.4", "mariadb-11.4", "320m", 1);
        String verdict;
        int exitCode = 1;
        try (OrderlyEnd end = new OrderlyEnd();
                Deployment deployment = new Deployment(plan)) {
            try {
                verdict = drive(root, deployment);
                exitCode = 0;
            } catch (RuntimeException | AssertionError | SQLException e) {
                verdict = "SMOKE FAILED: " + e.getMessage()
                        + "\n--- status\n" + status(deployment)
                        + "\n--- manager.log\n" + deployment.manager().logTail(30)
                        + "\n--- node.log\n" + deployment.nodes().get(0).logTail(60);
            }
        } catch (RuntimeException e) {
            verdict = "SMOKE FAILED: " + e.getMessage();
            exitCode = 1;
        }
        System.out.println(verdict);
        return exitCode;
    }

    /**
     * Sets up the demo and drives it.
     *
     * @param root the source tree
     * @return {@code SMOKE OK} and figures
     * @throws RuntimeException or AssertionError saying what is not as it should be
     */
    public static String drive(Path root, Deployment deployment) throws SQLException {
        new Demo(deployment).setUp(root);
        return new Smoke(deployment).drive();
    }

    private static String status(Deployment deployment) {
        try {
            return deployment.api().status(Demo.CHANNEL);
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String drive() throws SQLException {
        long rows;
        long[] latencies;
        try (Connection source = deployment.source().connect("demo");
                Connection target = deployment.target().connect("demo")) {
            rows = typedRows(source) + bulkRows(source);
            awaitEqual("typed and bulk rows");
            latencies = latencies(source, target);
            rows += LATENCY_ROWS + ddl(source);
            awaitEqual("rows around ALTER TABLE");
            rows += freeDoor(source, target);
            awaitEqual("rows resynced through the free door");
        }
        Arrays.sort(latencies);
        return "SMOKE OK rows=%d p50_ms=%.1f p99_ms=%.1f"
                .formatted(
                        rows,
                        latencies[latencies.length / 2] / 1e6,
                        latencies[(int) Math.ceil(latencies.length * 0.99) - 1] / 1e6);
    }

    private void awaitEqual(String what) {
        new TableComparer(deployment.source(), deployment.target()).awaitEqual(TABLES, LIMIT, what);
    }

    private static long typedRows(Connection source) throws SQLException {
        try (Statement statement = source.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("""
                    INSERT INTO demo.customer VALUES
                      (1, 'emoji 🦦 水獺', 'Zürich', '上海', x'00ff100000000000', '{"a": [1, "ü", null]}',
                       18446744073709551615, '0000-00-00', -12345678901234.5678, '2026-02-03 04:05:06.789',
                       '2026-02-03 04:05:06.123456'),
                      (2, '', '', '', x'0000000000000000', '{}', 0, '1000-01-01', 0, '0000-00-00 00:00:00', NULL),
                      (18446744073709551615, 'it''s a \\\\ "quote"', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                      (4, 'goes', 'Malmö', '北京', x'0100', '"text"', 9223372036854775808, '9999-12-31', 0.0001,
                       '9999-12-31 23:59:59.999', '2038-01-19 03:14:07')
                    """);
            statement.execute(
                    "UPDATE demo.customer SET name = 'changed 🦦', points = points - 1, token = x'ff' WHERE id = 1");
            statement.execute("UPDATE demo.customer SET id = 3 WHERE id = 2");
            statement.execute("DELETE FROM demo.customer WHERE id = 4");
        }
        return 7;
    }

    private static long bulkRows(Connection source) throws SQLException {
        source.setAutoCommit(false);
        try (PreparedStatement insert = source.prepareStatement("INSERT INTO demo.order_2025 VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < BULK_ROWS; i++) {
                insert.setInt(1, i % 97);
                insert.setInt(2, i);
                insert.setString(3, "item " + i);
                insert.setInt(4, i);
                insert.addBatch();
            }
            insert.executeBatch();
            source.commit();
        }
        int changed = 0;
        try (Statement statement = source.createStatement()) {
            changed +=
                    statement.executeUpdate("UPDATE demo.order_2025 SET quantity = quantity + 1 WHERE number % 3 = 0");
            changed += statement.executeUpdate("DELETE FROM demo.order_2025 WHERE number % 5 = 0");
            source.commit();
        }
        source.setAutoCommit(true);
        return BULK_ROWS + changed;
    }

    /** Nanoseconds from the return of each commit at the source until the row is visible at the target. */
    private static long[] latencies(Connection source, Connection target) throws SQLException {
        long[] latencies = new long[LATENCY_ROWS];
        try (PreparedStatement insert = source.prepareStatement("INSERT INTO demo.order_2026 VALUES (?, ?, 'one', 1)");
                PreparedStatement look =
                        target.prepareStatement("SELECT 1 FROM demo.order_2026 WHERE customer_id = ? AND number = ?")) {
            for (int i = 0; i < LATENCY_ROWS; i++) {
                insert.setInt(1, i);
                insert.setInt(2, i);
                insert.executeUpdate();
                long committed = System.nanoTime();
                look.setInt(1, i);
                look.setInt(2, i);
                while (!found(look)) {
                    if (System.nanoTime() - committed > LIMIT.toNanos()) {
                        throw new IllegalStateException("row " + i + " of demo.order_2026 is not at the target after "
                                + LIMIT.toSeconds() + " s");
                    }
                    Thread.onSpinWait();
                }
                latencies[i] = System.nanoTime() - committed;
            }
        }
        return latencies;
    }

    private static boolean found(PreparedStatement look) throws SQLException {
        try (ResultSet result = look.executeQuery()) {
            return result.next();
        }
    }

    private static long ddl(Connection source) throws SQLException {
        try (Statement statement = source.createStatement()) {
            statement.execute("INSERT INTO demo.order_2026 VALUES (9000, 1, 'before', 1)");
            statement.execute("ALTER TABLE demo.order_2026 ADD COLUMN remark VARCHAR(50) DEFAULT 'none' AFTER item");
            statement.execute("INSERT INTO demo.order_2026 VALUES (9000, 2, 'after', 'new column', 1)");
        }
        return 2;
    }

    private static long freeDoor(Connection source, Connection target) throws SQLException {
        try (Statement at = target.createStatement();
                Statement statement = source.createStatement()) {
            at.execute("DELETE FROM demo.order_2025 WHERE customer_id < 10");
            at.execute("DELETE FROM demo.customer");
            statement.execute(
                    "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                            + " SELECT 0, 'demo.customer', 'I', id, now(), now() FROM demo.customer");
            return 3
                    + statement.executeUpdate(
                            "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                                    + " SELECT 0, 'demo.order_2025', 'I', concat(customer_id, char(1), number), now(), now()"
                                    + " FROM demo.order_2025 WHERE customer_id < 10");
        }
    }
}
