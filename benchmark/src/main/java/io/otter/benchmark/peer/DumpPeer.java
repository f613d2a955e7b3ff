package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code mysqldump | mysql}, with the binaries of the source's installation. CPU of its processes is not counted. */
final class DumpPeer implements Peer {
    private final Pair pair;
    private CompletableFuture<Void> copied = CompletableFuture.completedFuture(null);

    DumpPeer(Pair pair) {
        this.pair = pair;
    }

    @Override
    public void start() {
        try {
            Path binaries = Path.of(pair.source().ask("SELECT @@basedir"), "bin");
            List<String> dump = client(binaries.resolve("mysqldump"), pair.source());
            dump.addAll(
                    List.of("--single-transaction", "--no-create-info", "--set-gtid-purged=OFF", "--no-tablespaces"));
            dump.addAll(List.of(Tables.SCHEMA, "sbtest1"));
            List<String> load = client(binaries.resolve("mysql"), pair.target());
            load.add(Tables.SCHEMA);
            List<Process> processes = ProcessBuilder.startPipeline(List.of(
                    new ProcessBuilder(dump).redirectError(ProcessBuilder.Redirect.DISCARD),
                    new ProcessBuilder(load)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
            copied = processes.get(1).onExit().thenAccept(this::mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the source does not say where its binaries are", e);
        }
    }

    @Override
    public void stop() {
        copied.join();
    }

    @Override
    public BenchmarkServer entrance() {
        return pair.source();
    }

    @Override
    public List<Long> pids() {
        return List.of();
    }

    @Override
    public void close() {
        // Its processes have ended.
    }

    private void mark(Process load) {
        if (load.exitValue() != 0) {
            throw new IllegalStateException("mysql ended with " + load.exitValue());
        }
        try {
            pair.target().execute(List.of("INSERT INTO " + Tables.MARKER + " VALUES (1)"));
        } catch (SQLException e) {
            throw new IllegalStateException("the target refuses", e);
        }
    }

    private static List<String> client(Path program, BenchmarkServer server) {
        return new ArrayList<>(List.of(
                program.toString(),
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--user=" + server.user(),
                "--password=" + server.password(),
                "--ssl-mode=DISABLED",
                "--get-server-public-key"));
    }
}
