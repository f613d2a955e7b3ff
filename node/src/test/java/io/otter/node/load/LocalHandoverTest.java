package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.TableDefinition;
import io.otter.node.binlog.TableSchema;
import io.otter.node.ddl.FakeOperator;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.TcpProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches by hand into a real target. */
@ExtendWith(SharedServers.class)
class LocalHandoverTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final TableSchema ITEM = table("item", "id", "code", "note");
    private static DatabaseServer target;
    private static TcpProxy proxy;

    private final Heard heard = new Heard();
    private long processId;
    private long offset = 100;

    @BeforeAll
    static void startServer(ServerPool servers) {
        target = servers.take("mariadb-11.4");
        proxy = new TcpProxy(target.host(), target.port());
    }

    @AfterAll
    static void stopServer() {
        proxy.close();
        target.close();
    }

    @BeforeEach
    void makeTables() {
        target.execute(
                "DROP DATABASE IF EXISTS retl",
                "DROP DATABASE IF EXISTS shop",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.item (id INT PRIMARY KEY, code VARCHAR(9) UNIQUE, note VARCHAR(40))",
                "CREATE TABLE shop.bare (id INT, code VARCHAR(9), note VARCHAR(40))",
                "CREATE TABLE shop.parent (id INT PRIMARY KEY)",
                "CREATE TABLE shop.child (id INT PRIMARY KEY, parent INT NOT NULL,"
                        + " FOREIGN KEY (parent) REFERENCES shop.parent (id))");
    }

    @AfterEach
    void restoreNetwork() {
        proxy.restore();
    }

    @Test
    void keyChangesKeepTheSourcesOrder() throws Exception {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', 'old')");
        load(
                update(ITEM, row(1L, "a", "old"), row(2L, "a", "moved")),
                insert(ITEM, row(1L, "b", "new")),
                delete(ITEM, row(2L, "a", "moved")));
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,b,new;");
    }

    @Test
    void uniqueKeysSwapThroughAThirdValue() throws Exception {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', ''), (2, 'b', '')");
        load(
                update(ITEM, row(1L, "a", ""), row(1L, "x", "")),
                update(ITEM, row(2L, "b", ""), row(2L, "a", "")),
                update(ITEM, row(1L, "x", ""), row(1L, "b", "")));
        assertThat(rows("SELECT id, code FROM shop.item ORDER BY id")).isEqualTo("1,b;2,a;");
    }

    @Test
    void anUpdateOfAMissingRowWritesItWholeAndIsCounted() throws Exception {
        load(update(ITEM, row(1L, "a", "1"), row(1L, "a", "2")), delete(ITEM, row(9L, "z", "")));
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,a,2;");
        assertThat(heard.loaded).last().satisfies(batch -> {
            assertThat(batch.repaired()).isEqualTo(1);
            assertThat(batch.missingDeletes()).isEqualTo(1);
        });
    }

    @Test
    void insertingAnExistingRowOverwritesIt() throws Exception {
        target.execute("INSERT INTO shop.item VALUES (2, 'b', 'stale')");
        load(insert(ITEM, row(1L, "a", "n")), insert(ITEM, row(2L, "b", "fresh")), insert(ITEM, row(3L, "c", "n")));
        assertThat(rows("SELECT id, note FROM shop.item ORDER BY id")).isEqualTo("1,n;2,fresh;3,n;");
    }

    @Test
    void aDuplicateOfAnotherUniqueKeyEndsLoadingAndChangesNothing() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', 'mine')");
        try (LocalHandover handover = handover(target.port())) {
            handover.open(1);
            push(
                    handover,
                    transaction(true, true, insert(ITEM, row(5L, "q", "first")), insert(ITEM, row(2L, "a", "theirs"))));
            await().atMost(LIMIT).until(() -> !heard.failed.isEmpty());
        }
        assertThat(heard.failed.peek().code()).isEqualTo(ErrorCode.LOAD_DATA);
        assertThat(heard.failed.peek()).hasMessageContaining("shop.item").hasMessageContaining("id = 2");
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,a,mine;");
    }

    @Test
    void aTableWithoutAKeyIsRefusedWithTheAdvice() {
        TableSchema bare = table("bare", "id", "code", "note");
        try (LocalHandover handover = handover(target.port())) {
            handover.open(1);
            push(handover, transaction(true, true, insert(bare, row(1L, "a", ""))));
            await().atMost(LIMIT).until(() -> !heard.failed.isEmpty());
        }
        assertThat(heard.failed.peek()).hasMessageContaining("shop.bare has neither a primary key");
    }

    @Test
    void parentsAndChildrenKeepTheirOrder() throws Exception {
        TableSchema parent = table("parent", "id");
        TableSchema child = table("child", "id", "parent");
        load(
                insert(parent, row(1L)),
                insert(child, row(10L, 1L)),
                insert(parent, row(2L)),
                update(child, row(10L, 1L), row(10L, 2L)),
                delete(parent, row(1L)));
        assertThat(rows("SELECT * FROM shop.child")).isEqualTo("10,2;");
        assertThat(rows("SELECT * FROM shop.parent")).isEqualTo("2;");
    }

    @Test
    void aStreamedTransactionIsInvisibleUntilItsLastPieceAndGoneWhenItBreaksOff() {
        try (LocalHandover handover = handover(target.port())) {
            assertThat(handover.open(1)).isEmpty();
            push(handover, transaction(true, true, insert(ITEM, row(1L, "a", "whole"))));
            push(handover, transaction(true, false, insert(ITEM, row(2L, "b", "piece"))));
            await().atMost(LIMIT).until(() -> heard.loaded.size() == 2);
            assertThat(rows("SELECT id FROM shop.item")).isEqualTo("1;");
        }
        BinlogPosition whole = position(101);
        try (LocalHandover handover = handover(target.port())) {
            assertThat(handover.open(2)).contains(whole);
            push(handover, transaction(true, false, insert(ITEM, row(2L, "b", "piece"))));
            push(handover, transaction(false, true, insert(ITEM, row(3L, "c", "last"))));
            await().atMost(LIMIT)
                    .until(() -> rows("SELECT id FROM shop.item ORDER BY id").equals("1;2;3;"));
        }
    }

    @Test
    void aNewerEpochKeepsTheOlderOwnerOut() {
        try (LocalHandover older = handover(target.port());
                LocalHandover newer = handover(target.port())) {
            older.open(3);
            newer.open(4);
            push(older, transaction(true, true, insert(ITEM, row(1L, "a", "late"))));
            await().atMost(LIMIT).until(() -> !heard.failed.isEmpty());
            assertThat(heard.failed.peek().code()).isEqualTo(ErrorCode.LOAD_FENCED);
            assertThat(rows("SELECT * FROM shop.item")).isEmpty();
            try (LocalHandover lower = handover(target.port())) {
                assertThatThrownBy(() -> lower.open(2))
                        .isInstanceOfSatisfying(
                                FencedException.class,
                                e -> assertThat(e.epoch()).isEqualTo(4));
            }
        }
    }

    @Test
    void connectionsCutAtAnyMomentApplyEachChangeOnce() throws Exception {
        target.execute(
                "CREATE TABLE shop.seen (id INT PRIMARY KEY, times INT NOT NULL)",
                "CREATE TRIGGER shop.item_seen AFTER INSERT ON shop.item FOR EACH ROW"
                        + " INSERT INTO shop.seen VALUES (NEW.id, 1) ON DUPLICATE KEY UPDATE times = times + 1");
        int batches = 300;
        try (LocalHandover handover = handover(proxy.port())) {
            handover.open(1);
            for (int i = 1; i <= batches; i++) {
                push(handover, transaction(true, true, insert(ITEM, row((long) i, "c" + i, "n"))));
                if (i % 10 == 0) {
                    proxy.cut();
                    int applied = i - 5;
                    await().atMost(LIMIT).until(() -> heard.loaded.size() >= applied || !heard.failed.isEmpty());
                }
            }
            await().atMost(LIMIT).until(() -> heard.loaded.size() == batches || !heard.failed.isEmpty());
        }
        assertThat(heard.failed).isEmpty();
        assertThat(rows("SELECT count(*), max(times) FROM shop.seen")).isEqualTo(batches + ",1;");
    }

    @Test
    void whatIsKnownOfTheSourcesTablesIsKeptWithTheCheckpoint() throws Exception {
        try (LocalHandover handover = handover(target.port())) {
            handover.open(1);
            assertThat(handover.keptSchemas()).isEmpty();
            push(handover, with(news(true, null, definition(101, "first"))));
            push(handover, with(news(false, null, definition(102, "second 水"), definition(102, ""))));
            await().atMost(LIMIT).until(() -> heard.loaded.size() == 2);
            target.execute("INSERT INTO shop.item VALUES (9, 'taken', '')");
            push(
                    handover,
                    transaction(true, true, insert(ITEM, row(8L, "taken", "")))
                            .after(news(false, null, definition(103, "never"))));
            await().atMost(LIMIT).until(() -> !heard.failed.isEmpty());
        }
        offset = 102;
        try (LocalHandover handover = handover(target.port())) {
            assertThat(handover.open(2)).contains(position(102));
            assertThat(handover.keptSchemas())
                    .contains(new KeptSchemas(
                            position(102),
                            List.of(definition(101, "first"), definition(102, "second 水"), definition(102, "")),
                            true));
            push(handover, with(news(false, position(101), definition(103, "third"))));
            await().atMost(LIMIT).until(() -> heard.loaded.size() == 3);
        }
        try (LocalHandover handover = handover(target.port())) {
            handover.open(3);
            assertThat(handover.keptSchemas().orElseThrow().definitions())
                    .as("read again from the first on")
                    .containsExactly(definition(101, "first"), definition(103, "third"));
        }
        target.execute("UPDATE retl.retl_schema SET POSITION = 'x' WHERE SCHEMA_NAME <> ''");
        try (LocalHandover handover = handover(target.port())) {
            handover.open(4);
            assertThat(handover.keptSchemas()).isEmpty();
        }
    }

    private BatchTransaction with(@Nullable SchemaNews news) {
        BatchTransaction transaction = transaction(true, true, insert(ITEM, row(offset, "c" + offset, "")));
        return news == null ? transaction : transaction.after(news);
    }

    private SchemaNews news(boolean whole, @Nullable BinlogPosition rewind, TableDefinition... definitions) {
        return new SchemaNews(whole, rewind, position(offset + 1), List.of(definitions));
    }

    private static TableDefinition definition(long from, String json) {
        return new TableDefinition("shop", "item", json, position(from));
    }

    @Test
    void aLockedRowIsTriedAgainUntilItIsFree() throws Exception {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', 'old')");
        try (LocalHandover handover = handover(target.port());
                Connection other = target.connect("shop");
                Statement statement = other.createStatement()) {
            handover.open(1);
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM item WHERE id = 1 FOR UPDATE");
            push(handover, transaction(true, true, update(ITEM, row(1L, "a", "old"), row(1L, "a", "new"))));
            await().atMost(LIMIT).until(() -> !heard.retried.isEmpty());
            other.rollback();
            await().atMost(LIMIT).until(() -> rows("SELECT note FROM shop.item").equals("new;"));
        }
        assertThat(heard.failed).isEmpty();
    }

    private void load(SelectedChange... changes) throws Exception {
        try (LocalHandover handover = handover(target.port())) {
            handover.open(1);
            push(handover, transaction(true, true, changes));
            await().atMost(LIMIT).until(() -> !heard.loaded.isEmpty() || !heard.failed.isEmpty());
        }
        assertThat(heard.failed).isEmpty();
    }

    private void push(LocalHandover handover, BatchTransaction transaction) {
        handover.push(new Batch(
                ++processId, List.of(transaction), transaction.changes().size(), 100));
    }

    private BatchTransaction transaction(boolean first, boolean last, SelectedChange... changes) {
        if (last) {
            offset++;
        }
        return new BatchTransaction(first, last, List.of(changes), position(offset), 1_700_000_000_000L);
    }

    private static BinlogPosition position(long offset) {
        return new BinlogPosition("binlog.000001", offset, "", "101", 1_700_000_000_000L);
    }

    private LocalHandover handover(int port) {
        DataMediaSource server = new DataMediaSource(
                2,
                "dst",
                SourceType.MYSQL,
                "127.0.0.1",
                port,
                target.user(),
                KEY.encrypt(target.password(), PasswordPlace.database("127.0.0.1", port, target.user())),
                Map.of());
        CanalConfig canal = new CanalConfig(
                1,
                "c",
                List.of(new ServerAddress("127.0.0.1", 1)),
                "u",
                server.password(),
                new StartPosition.Latest(),
                1,
                false);
        MediaPair pair = new MediaPair(
                1, new DataMedia(1, 1, "shop", ".*"), new DataMedia(2, 2, "shop", ".*"), 5, ColumnView.ALL);
        PipelineConfig pipeline = new PipelineConfig(
                70,
                "line",
                canal,
                server,
                List.of(server),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of(pair));
        ChannelConfig channel = new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline));
        return new LocalHandovers(
                        new DatabaseConnector(KEY),
                        new Gate(),
                        (any, target) -> DeadLetters.STOP,
                        new FakeOperator(),
                        CrashPoint.NONE,
                        Clock.systemUTC())
                .create(channel, pipeline, heard);
    }

    private static SelectedChange insert(TableSchema table, Row after) {
        return change(table, RowKind.INSERT, null, after);
    }

    private static SelectedChange update(TableSchema table, Row before, Row after) {
        return change(table, RowKind.UPDATE, before, after);
    }

    private static SelectedChange delete(TableSchema table, Row before) {
        return change(table, RowKind.DELETE, before, null);
    }

    private static SelectedChange change(TableSchema table, RowKind kind, @Nullable Row before, @Nullable Row after) {
        return new SelectedChange(new RowChange(table, kind, before, after, 50, false), List.of(1L), false);
    }

    private static Row row(Object... values) {
        return new Row(values);
    }

    private static TableSchema table(String name, String... columns) {
        List<Column> list = Arrays.stream(columns)
                .map(column ->
                        new Column(column, "varchar", "varchar(40)", false, true, false, "utf8mb4", null, List.of()))
                .toList();
        return new TableSchema("shop", name, list, List.of(0), List.of());
    }

    private static String rows(String sql) {
        StringBuilder text = new StringBuilder();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : ",").append(result.getString(i));
                }
                text.append(';');
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Heard implements LoadListener {
        private final Queue<LoadedBatch> loaded = new ConcurrentLinkedQueue<>();
        private final Queue<OtterException> retried = new ConcurrentLinkedQueue<>();
        private final Queue<OtterException> failed = new ConcurrentLinkedQueue<>();

        @Override
        public void loaded(LoadedBatch batch) {
            loaded.add(batch);
        }

        @Override
        public void retrying(@Nullable OtterException fault) {
            if (fault != null) {
                retried.add(fault);
            }
        }

        @Override
        public void failed(OtterException fault) {
            failed.add(fault);
        }
    }
}
