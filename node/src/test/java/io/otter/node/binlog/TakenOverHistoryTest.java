package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.schema.UnknownTablePolicy;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept of tables while it is not kept up, in another log, and after it was damaged: columns are never mixed up. */
@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class TakenOverHistoryTest {
    @Parameter
    String name = "";

    /** What targets keep, by name. */
    private final Map<String, SchemaNews> kept = new HashMap<>();

    private @Nullable DatabaseServer running;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @BeforeEach
    void makeTable(ServerPool servers) {
        kept.clear();
        if (running == null || !running.name().equals(name)) {
            stopServer();
            running = name.startsWith("mysql")
                    ? servers.take(name, "--gtid-mode=ON", "--enforce-gtid-consistency=ON")
                    : servers.take(name);
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
    void knowsTheColumnsOfAPlaceThatAPositionIsMovedBackTo() throws Exception {
        BinlogPosition first = readFirstRow("a");
        execute(insert(2), "ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(3));
        resume(first, "a", 3);

        assertThat(rows(first, "a")).containsExactly("2 price=100 cost=1", "3 cost=1 price=100");
        execute("ALTER TABLE t.p MODIFY COLUMN price INT AFTER id", insert(4));
        assertThat(rows(first, "a")).containsExactly("2 price=100 cost=1", "3 cost=1 price=100", "4 price=100 cost=1");
    }

    @Test
    void takesNothingFromALogThatWasBegunAnew() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("RESET MASTER", "ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2), insert(3));
        BinlogPosition now = end();
        execute(insert(4));

        assertThat(left.gtidSet())
                .as("without GTIDs there is nothing to tell by")
                .isNotEmpty();
        assertThat(rows(now, "a")).containsExactly("4 cost=1 price=100");
    }

    @Test
    void beginsAgainWhenNothingOfItCanBeRead() throws Exception {
        BinlogPosition left = readFirstRow("a");
        execute("ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(2));
        BinlogPosition at = resume(left, "a", 2);
        execute(insert(3));
        for (String damaged : List.of("{", "[]", "{\"table\":{}}", "{\"table\":{\"schema\":\"t\",\"table\":\"q\"}}")) {
            SchemaNews all = kept.get("a");
            TableDefinition broken = new TableDefinition("t", "p", damaged, at);
            kept.put("a", all.and(new SchemaNews(false, null, at, List.of(broken))));

            assertThat(rows(at, "a")).as(damaged).containsExactly("3 cost=1 price=100");
        }
    }

    @Test
    void takesThePresentColumnsOfAnUnknownTableOnlyWherePermittedAndUntilTheyAreKnown() throws Exception {
        BinlogPosition first = readFirstRow("a");
        execute(insert(2), "ALTER TABLE t.p MODIFY COLUMN cost INT AFTER id", insert(3));
        execute("ALTER TABLE t.p ADD COLUMN more INT", insert(4), "CREATE TABLE t.p2 (id BIGINT)", insert(5));

        Policy policy = new Policy(false);
        try (Reading reading = Reading.resume(running(), first, Optional.empty(), policy)) {
            assertThatThrownBy(() -> until(reading, 5, new ArrayList<>(), "b"))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN));
        }
        assertThat(policy.told).containsExactly("stops at t.p: it has other columns now");

        Policy permissive = new Policy(true);
        List<String> rows = new ArrayList<>();
        try (Reading reading = Reading.resume(running(), first, Optional.empty(), permissive)) {
            until(reading, 5, rows, "b");
        }
        assertThat(rows)
                .as("rows of other columns are left out")
                .containsExactly("4 cost=1 price=100", "5 cost=1 price=100");
        assertThat(permissive.told).containsExactly("knows t.p");

        execute(insert(6), "ALTER TABLE t.p MODIFY COLUMN price INT AFTER id", insert(7));
        BinlogPosition fifth = Objects.requireNonNull(kept.get("b")).complete();
        rows.clear();
        try (Reading reading = Reading.resume(running(), fifth, Optional.empty(), new Policy(true))) {
            until(reading, 7, rows, "c");
        }
        assertThat(rows).as("this is what is risked").endsWith("6 price=1 cost=100", "7 price=100 cost=1");
    }

    private static final class Policy implements UnknownTablePolicy {
        private final boolean permissive;
        private final List<String> told = new CopyOnWriteArrayList<>();

        Policy(boolean permissive) {
            this.permissive = permissive;
        }

        @Override
        public boolean permits(TableName table) {
            return permissive;
        }

        @Override
        public void stopsAt(TableName table, BinlogPosition at, String why) {
            told.add("stops at " + table + ": " + why);
        }

        @Override
        public void known(TableName table) {
            if (!told.contains("knows " + table)) {
                told.add("knows " + table);
            }
        }
    }

    private static String insert(int id) {
        return "INSERT INTO t.p (id, price, cost) VALUES (" + id + ", 100, 1)";
    }

    private BinlogPosition readFirstRow(String history) throws Exception {
        BinlogPosition end = end();
        execute(insert(1));
        StartPosition start = new StartPosition.FileOffset(end.file(), end.offset());
        try (Reading reading = Reading.from(running(), start)) {
            return until(reading, 1, new ArrayList<>(), history);
        }
    }

    /** The end of the log. */
    private BinlogPosition end() throws Exception {
        try (var connection = running().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW MASTER STATUS")) {
            rows.next();
            String file = rows.getString(1);
            long offset = rows.getLong(2);
            String gtids = name.startsWith("mysql") ? rows.getString(5) : "";
            if (gtids.isEmpty()) {
                try (var mariadb = statement.executeQuery("SELECT @@gtid_binlog_pos")) {
                    mariadb.next();
                    gtids = mariadb.getString(1);
                }
            }
            return new BinlogPosition(file, offset, gtids, "", 0);
        }
    }

    private BinlogPosition resume(BinlogPosition from, String history, int lastId) throws Exception {
        try (Reading reading = Reading.resume(running(), from, kept(history), UnknownTablePolicy.STOP)) {
            return until(reading, lastId, new ArrayList<>(), history);
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
        try (Reading reading = Reading.resume(running(), from, kept(history), UnknownTablePolicy.STOP)) {
            until(reading, last, rows, history);
        }
        return rows;
    }

    private Optional<KeptSchemas> kept(String history) {
        return Optional.ofNullable(kept.get(history))
                .map(news -> new KeptSchemas(news.complete(), news.definitions(), true));
    }

    private BinlogPosition until(Reading reading, long lastId, List<String> rows, String history) throws Exception {
        while (true) {
            TransactionPiece piece = reading.take();
            keep(piece.schemas(), history);
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

    /** As a target does. */
    private void keep(@Nullable SchemaNews news, String history) {
        if (news == null) {
            return;
        }
        List<TableDefinition> all = new ArrayList<>();
        SchemaNews before = kept.get(history);
        if (!news.whole() && before != null) {
            BinlogPosition rewind = news.rewind();
            before.definitions().stream()
                    .filter(one -> rewind == null || rewind.reaches(one.from()))
                    .forEach(all::add);
        }
        all.addAll(news.definitions());
        kept.put(history, new SchemaNews(true, null, news.complete(), all));
    }

    private DatabaseServer running() {
        return Objects.requireNonNull(running);
    }

    private void execute(String... sql) {
        running().execute(sql);
    }
}
