package io.otter.benchmark.ceiling;

import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Change;
import io.otter.benchmark.work.Tables;
import io.otter.benchmark.work.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes a backlog's changes to the target as fast as possible: two connections, each with half of the tables. */
public final class CeilingMain {
    private static final int CONNECTIONS = 2;
    private static final int CHANGES_PER_WINDOW = 2_000;

    private CeilingMain() {}

    /** Arguments: the work, its rows, the target's port, user and password. Commands: prepare, start, stop. */
    public static void main(String[] arguments) throws IOException {
        List<List<Window>> windows = windows(Work.of(arguments[0]).backlog(Integer.parseInt(arguments[1])));
        BenchmarkServer target = new BenchmarkServer(Integer.parseInt(arguments[2]), arguments[3], arguments[4]);
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            CompletableFuture<Void> run = CompletableFuture.completedFuture(null);
            String command = commands.readLine();
            while (command != null) {
                if (command.equals("start")) {
                    run = write(windows, target, threads);
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

    private static CompletableFuture<Void> write(
            List<List<Window>> windows, BenchmarkServer target, ExecutorService threads) {
        CompletableFuture<?>[] written = windows.stream()
                .map(ofConnection -> CompletableFuture.runAsync(() -> write(ofConnection, target), threads))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(written).thenRunAsync(() -> mark(target), threads);
    }

    private static void write(List<Window> windows, BenchmarkServer target) {
        try {
            WindowWriter.write(windows, target);
        } catch (SQLException e) {
            throw new IllegalStateException("the target refuses", e);
        }
    }

    private static void mark(BenchmarkServer target) {
        try {
            target.execute(List.of("INSERT INTO " + Tables.MARKER + " VALUES (1)"));
        } catch (SQLException e) {
            throw new IllegalStateException("the target refuses", e);
        }
    }

    private static List<List<Window>> windows(Backlog backlog) {
        List<List<Window>> windows = new ArrayList<>();
        List<List<Change>> open = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            windows.add(new ArrayList<>());
            open.add(new ArrayList<>());
        }
        backlog.forEach(transaction -> {
            for (Change change : transaction) {
                int connection = change.table() % CONNECTIONS;
                List<Change> changes = open.get(connection);
                changes.add(change);
                if (changes.size() == CHANGES_PER_WINDOW) {
                    windows.get(connection).add(Window.merge(changes));
                    changes.clear();
                }
            }
        });
        for (int i = 0; i < CONNECTIONS; i++) {
            windows.get(i).add(Window.merge(open.get(i)));
        }
        return windows;
    }
}
