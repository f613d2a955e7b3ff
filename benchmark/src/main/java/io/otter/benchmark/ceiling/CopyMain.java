package io.otter.benchmark.ceiling;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Copies a table as fast as both servers allow: two connections to each, primary key ranges, multi-row inserts. */
public final class CopyMain {
    private static final int CONNECTIONS = 2;
    private static final int ROWS_PER_CHUNK = 2_000;
    private static final String SELECT =
            "SELECT id, k, c, pad FROM " + Tables.name(1) + " WHERE id >= ? AND id < ? ORDER BY id";
    private static final String INSERT = "INSERT INTO " + Tables.name(1) + " (id, k, c, pad) VALUES (?, ?, ?, ?)";

    private CopyMain() {}

    /** Arguments: rows, the source's port, the target's port, user and password. Commands: prepare, start, stop. */
    public static void main(String[] arguments) throws IOException {
        int rows = Integer.parseInt(arguments[0]);
        BenchmarkServer source = new BenchmarkServer(Integer.parseInt(arguments[1]), arguments[3], arguments[4]);
        BenchmarkServer target = new BenchmarkServer(Integer.parseInt(arguments[2]), arguments[3], arguments[4]);
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            CompletableFuture<Void> run = CompletableFuture.completedFuture(null);
            String command = commands.readLine();
            while (command != null) {
                if (command.equals("start")) {
                    run = copy(rows, source, target, threads);
                } else {
                    run.join();
                }
                System.out.println(command);
                command = commands.readLine();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static CompletableFuture<Void> copy(
            int rows, BenchmarkServer source, BenchmarkServer target, ExecutorService threads) {
        AtomicInteger next = new AtomicInteger(1);
        return CompletableFuture.allOf(IntStream.range(0, CONNECTIONS)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> copy(next, rows, source, target), threads))
                        .toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> execute(target, "INSERT INTO " + Tables.MARKER + " VALUES (1)"));
    }

    private static void copy(AtomicInteger next, int rows, BenchmarkServer source, BenchmarkServer target) {
        try (Connection from = source.connect();
                Connection to = target.connect("rewriteBatchedStatements=true", "useLocalSessionState=true");
                PreparedStatement select = from.prepareStatement(SELECT);
                PreparedStatement insert = to.prepareStatement(INSERT)) {
            to.setAutoCommit(false);
            int begin = next.getAndAdd(ROWS_PER_CHUNK);
            while (begin <= rows) {
                select.setInt(1, begin);
                select.setInt(2, begin + ROWS_PER_CHUNK);
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        insert.setLong(1, found.getLong(1));
                        insert.setInt(2, found.getInt(2));
                        insert.setString(3, found.getString(3));
                        insert.setString(4, found.getString(4));
                        insert.addBatch();
                    }
                }
                insert.executeBatch();
                to.commit();
                begin = next.getAndAdd(ROWS_PER_CHUNK);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the copy fails", e);
        }
    }

    private static void execute(BenchmarkServer server, String sql) {
        try {
            server.execute(List.of(sql));
        } catch (SQLException e) {
            throw new IllegalStateException("the target refuses", e);
        }
    }
}
