package io.otter.benchmark.measure;

import io.otter.benchmark.peer.Pair;
import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.BacklogWriter;
import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import io.otter.quickstart.SqlScript;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The two MySQL servers and their content before a run. Single-threaded. */
public final class Servers implements AutoCloseable {
    private static final String[] OPTIONS = {
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        "--binlog-transaction-dependency-tracking=WRITESET",
        "--innodb-buffer-pool-size=2G",
        "--innodb-redo-log-capacity=2G",
        "--innodb-buffer-pool-load-at-startup=OFF",
        "--relay-log=relay",
        "--skip-replica-start=ON",
    };
    private static final String UNLOGGED = "SET SESSION sql_log_bin = 0";

    private final DatabaseServer source = start();
    private final DatabaseServer target;
    private final Durability durability;
    private final List<String> productTables;
    private int tables = Tables.COUNT;
    private boolean hasBase;
    private Map<String, String> sums = Map.of();

    /** @param root the source tree */
    public Servers(Path root, Durability durability) {
        this.durability = durability;
        productTables = SqlScript.statements(root.resolve("sql/retl-schema.sql"));
        try {
            target = start();
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    public Pair pair() {
        return new Pair(endpoint(source), endpoint(target));
    }

    /** Makes the backlog the source's whole log; {@link #emptyTarget} then leaves its base rows at the target. */
    public void prepare(Backlog backlog) throws SQLException {
        BenchmarkServer from = endpoint(source);
        BenchmarkServer to = endpoint(target);
        tables = backlog.tables();
        hasBase = backlog.baseRowsPerTable() > 0 && backlog.baseAtTarget();
        from.execute(List.of("SET GLOBAL sync_binlog = 0", "SET GLOBAL innodb_flush_log_at_trx_commit = 2"));
        from.execute(emptied());
        from.execute(productTables);
        BacklogWriter.writeBase(backlog, from);
        from.execute(List.of("RESET MASTER"));
        from.execute(Tables.definitions(tables));
        BacklogWriter.write(backlog, from);
        from.execute(durability.statements());
        sums = sums(from);
        to.execute(emptied());
        if (hasBase) {
            BacklogWriter.writeBase(backlog, to);
            to.execute(savedBase());
        }
        to.execute(durability.statements());
    }

    /** Deletes everything except the base rows, and the log. */
    public void emptyTarget() throws SQLException {
        List<String> statements = emptied();
        statements.addAll(productTables);
        if (hasBase) {
            tables().forEach(table -> statements.add(
                    "INSERT INTO " + Tables.name(table) + " SELECT * FROM " + baseName(table) + " ORDER BY id"));
        }
        statements.add("RESET MASTER");
        endpoint(target).execute(statements);
    }

    /** Opens the target anew, so that it has nothing in memory; what the operating system keeps of its files stays. */
    public void reopenTarget() throws SQLException {
        target.restart();
        endpoint(target).execute(durability.statements());
    }

    /** Whether all tables are now the same on both sides, by CHECKSUM TABLE. */
    public boolean equal() throws SQLException {
        return sums.equals(sums(endpoint(target)));
    }

    public Usage sourceUsage() throws SQLException {
        return Usage.of(List.of(pid(source)));
    }

    public Usage targetUsage() throws SQLException {
        return Usage.of(List.of(pid(target)));
    }

    private static long pid(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@datadir, @@pid_file")) {
            row.next();
            return Long.parseLong(Files.readString(Path.of(row.getString(1)).resolve(row.getString(2)))
                    .trim());
        } catch (IOException e) {
            throw new UncheckedIOException("no process id of " + server, e);
        }
    }

    @Override
    public void close() {
        target.close();
        source.close();
    }

    private List<String> emptied() {
        List<String> statements = new ArrayList<>();
        statements.add(UNLOGGED);
        statements.add("DROP DATABASE IF EXISTS retl");
        statements.add("DROP DATABASE IF EXISTS bench");
        statements.addAll(Tables.definitions(tables));
        return statements;
    }

    private List<String> savedBase() {
        List<String> statements = new ArrayList<>();
        statements.add(UNLOGGED);
        statements.add("DROP DATABASE IF EXISTS bench_base");
        statements.add("CREATE DATABASE bench_base");
        tables().forEach(table -> {
            statements.add("CREATE TABLE " + baseName(table) + " LIKE " + Tables.name(table));
            statements.add("INSERT INTO " + baseName(table) + " SELECT * FROM " + Tables.name(table));
        });
        return statements;
    }

    private Map<String, String> sums(BenchmarkServer server) throws SQLException {
        Map<String, String> sums = new TreeMap<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("CHECKSUM TABLE " + String.join(", ", Tables.names(tables)))) {
            while (result.next()) {
                sums.put(result.getString(1), result.getString(2));
            }
        }
        return sums;
    }

    private static String baseName(int table) {
        return "bench_base.sbtest" + table;
    }

    private List<Integer> tables() {
        return IntStream.rangeClosed(1, tables).boxed().toList();
    }

    private static DatabaseServer start() {
        return DatabaseServer.start("mysql-8.0", OPTIONS);
    }

    private static BenchmarkServer endpoint(DatabaseServer server) {
        return new BenchmarkServer(server.port(), server.user(), server.password());
    }
}
