package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A node's schema history while another node reads, and after its files were damaged: columns are never mixed up. */
@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class TakenOverHistoryTest {
    @Parameter
    String name = "";

    @TempDir
    Path directory;

    private @Nullable DatabaseServer running;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @BeforeEach
    void makeTable(ServerPool servers) {
        if (running == null || !running.name().equals(name)) {
            stopServer();
            running = servers.take(name);
        }
        execute(
                "DROP DATABASE IF EXISTS t",
                "CREATE DATABASE t CHARACTER SET utf8mb4",
                "CREATE TABLE t.p (id BIGINT PRIMARY KEY, price INT, cost INT)");
    }

    @AfterAll
    void stopServer() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void followsWhatPassedWhileAnotherNodeRead() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2));
        BinlogPosition taken = resume(left, "b", 2);
        execute(insert(3), "ALTER TABLE t.p MODIFY COLUMN price INT AFTER id", insert(4));

        assertThat(rows(taken, "a")).containsExactly("3 cost=1 price=100", "4 price=100 cost=1");
        assertThat(rows(taken, "a")).as("once more").containsExactly("3 cost=1 price=100", "4 price=100 cost=1");
    }

    @Test
    void followsWhatAMovedPositionJumpedOver() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2));
        BinlogPosition moved = resume(left, "elsewhere", 2);
        execute("ALTER TABLE t.p RENAME TO t.q", "ALTER TABLE t.q RENAME TO t.p", insert(3));

        assertThat(rows(moved, "a")).containsExactly("3 cost=1 price=100");
    }

    @Test
    void readsTheLogAgainWhenItsFilesAreDamaged() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2));
        BinlogPosition at = resume(left, "a", 2);
        execute(insert(3), "ALTER TABLE t.p MODIFY COLUMN price INT AFTER id", insert(4));
        Files.writeString(
                directory.resolve("a/changes.jsonl"), "{\"binlogFile\":\n", java.nio.file.StandardOpenOption.APPEND);

        assertThat(rows(at, "a")).containsExactly("3 cost=1 price=100", "4 price=100 cost=1");
        assertThat(directory.resolve("a/changes.jsonl.unreadable")).exists();
    }

    @Test
    void beginsAgainWhenNothingOfItCanBeRead() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2));
        BinlogPosition at = resume(left, "a", 2);
        execute(insert(3));
        try (Stream<Path> files = Files.list(directory.resolve("a"))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {0, 0, 0, 0, '\n'});
            }
        }

        assertThat(rows(at, "a")).containsExactly("3 cost=1 price=100");
    }

    private static String insert(int id) {
        return "INSERT INTO t.p (id, price, cost) VALUES (" + id + ", 100, 1)";
    }

    private BinlogPosition readFirstRow(String history) throws Exception {
        StartPosition start;
        try (var connection = running().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW MASTER STATUS")) {
            rows.next();
            start = new StartPosition.FileOffset(rows.getString(1), rows.getLong(2));
        }
        execute(insert(1));
        try (Reading reading = Reading.from(running(), start, directory.resolve(history))) {
            return until(reading, 1, new ArrayList<>());
        }
    }

    private BinlogPosition resume(BinlogPosition from, String history, int lastId) throws Exception {
        try (Reading reading = Reading.resume(running(), from, directory.resolve(history))) {
            return until(reading, lastId, new ArrayList<>());
        }
    }

    private List<String> rows(BinlogPosition from, String history) throws Exception {
        List<String> rows = new ArrayList<>();
        long last;
        try (var connection = running().connect("t");
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT MAX(id) FROM p")) {
            result.next();
            last = result.getLong(1);
        }
        try (Reading reading = Reading.resume(running(), from, directory.resolve(history))) {
            until(reading, last, rows);
        }
        return rows;
    }

    private static BinlogPosition until(Reading reading, long lastId, List<String> rows) throws Exception {
        while (true) {
            TransactionPiece piece = reading.take();
            boolean found = false;
            for (Change change : piece.changes()) {
                if (change instanceof RowChange row && row.table().table().equals("p")) {
                    Row after = Objects.requireNonNull(row.after());
                    List<Column> columns = row.table().columns();
                    rows.add(after.get(0) + " " + columns.get(1).name() + "=" + after.get(1) + " "
                            + columns.get(2).name() + "=" + after.get(2));
                    found |= Long.valueOf(lastId).equals(after.get(0));
                }
            }
            if (found) {
                return piece.end();
            }
        }
    }

    private DatabaseServer running() {
        return Objects.requireNonNull(running);
    }

    private void execute(String... sql) {
        running().execute(sql);
    }
}
