package io.otter.node.load;

import static io.otter.node.load.LoadFixture.delete;
import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.NoKey;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What merging, reordering and parallel loading must not do; most are defects of loaders that merge by primary key. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class LoadOrderTest {
    private static final TableSchema ITEM = table("item", "id", "code", "note");
    private static final TableSchema ACCOUNT = table("account", "id", "balance");
    private static DatabaseServer target;

    @BeforeAll
    static void startServer(ServerPool servers) {
        target = servers.take("mysql-8.0");
    }

    @AfterAll
    static void stopServer() {
        target.close();
    }

    @BeforeEach
    void makeTables() {
        target.execute(
                "DROP DATABASE IF EXISTS retl",
                "DROP DATABASE IF EXISTS shop",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.item (id INT PRIMARY KEY, code VARCHAR(9) UNIQUE, note VARCHAR(40))",
                "CREATE TABLE shop.account (id INT PRIMARY KEY, balance BIGINT NOT NULL)");
    }

    @Test
    void anInsertTakesTheKeyThatAnUpdateHasGivenUpAndTheMovedRowGoes() {
        // U(1->2), I(1), D(2): a merge by primary key deletes row 1.
        target.execute("INSERT INTO shop.item VALUES (1, 'a', 'old')");
        load(
                update(ITEM, row(1L, "a", "old"), row(2L, "a", "old")),
                insert(ITEM, row(1L, "b", "new")),
                delete(ITEM, row(2L, "a", "old")));
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,b,new;");
    }

    @Test
    void anUpdateOfAFreshRowKeepsItsKeyChange() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', '0')");
        load(update(ITEM, row(1L, "a", "0"), row(1L, "a", "1")), update(ITEM, row(1L, "a", "1"), row(2L, "a", "2")));
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("2,a,2;");
    }

    @Test
    void aKeyThatWasDeletedIsTakenByAnUpdate() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', ''), (2, 'b', '')");
        load(delete(ITEM, row(2L, "b", "")), update(ITEM, row(1L, "a", ""), row(2L, "a", "")));
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("2,a,;");
    }

    @Test
    void aChainOfKeyChangesMovesEachRowOnce() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', ''), (2, 'b', ''), (3, 'c', '')");
        load(
                update(ITEM, row(3L, "c", ""), row(4L, "c", "")),
                update(ITEM, row(2L, "b", ""), row(3L, "b", "")),
                update(ITEM, row(1L, "a", ""), row(2L, "a", "")));
        assertThat(rows("SELECT id, code FROM shop.item ORDER BY id")).isEqualTo("2,a;3,b;4,c;");
    }

    @Test
    void anInsertThatViolatesAUniqueKeyIsRefusedAndTheOtherRowUntouched() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', 'mine')");
        try (LoadFixture load = LoadFixture.on(target)) {
            load.push(insert(ITEM, row(2L, "a", "other")));
            load.await("refusal");
            assertThat(load.failed)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA));
        }
        assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,a,mine;");
    }

    @Test
    void updatesOfOneRowBesideAKeyChangeAreWrittenInTheirOrder() {
        // A join changes each row once, with the first value that it finds.
        target.execute(
                "INSERT INTO shop.account VALUES (1, 0), (2, 0)",
                "CREATE TABLE shop.seen (n INT AUTO_INCREMENT PRIMARY KEY, balance BIGINT)",
                "CREATE TRIGGER shop.see AFTER UPDATE ON shop.account FOR EACH ROW"
                        + " INSERT INTO shop.seen (balance) VALUES (NEW.balance)");
        load(
                update(ACCOUNT, row(2L, 0L), row(3L, 0L)),
                insert(ACCOUNT, row(4L, 0L)),
                update(ACCOUNT, row(1L, 0L), row(1L, 10L)),
                update(ACCOUNT, row(1L, 10L), row(1L, 20L)),
                update(ACCOUNT, row(1L, 20L), row(1L, 30L)));
        assertThat(rows("SELECT balance FROM shop.seen ORDER BY n")).isEqualTo("0;10;20;30;");
    }

    @Test
    void aUniqueKeyIsHandedFromRowToRow() {
        target.execute("INSERT INTO shop.item VALUES (1, 'a', ''), (2, 'b', '')");
        load(
                update(ITEM, row(1L, "a", ""), row(1L, "x", "")),
                update(ITEM, row(2L, "b", ""), row(2L, "a", "")),
                update(ITEM, row(1L, "x", ""), row(1L, "b", "")),
                insert(ITEM, row(3L, "x", "")),
                delete(ITEM, row(2L, "a", "")),
                insert(ITEM, row(4L, "a", "")));
        assertThat(rows("SELECT id, code FROM shop.item ORDER BY id")).isEqualTo("1,b;3,x;4,a;");
    }

    @Test
    void keysThatDifferInCaseAreOneRowForTheTarget() {
        target.execute(
                "CREATE TABLE shop.word (w VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, n INT)",
                "INSERT INTO shop.word VALUES ('a', 1)");
        TableSchema word = table("word", "w", "n");
        load(update(word, row("a", 1L), row("A ", 2L)), delete(word, row("A ", 2L)), insert(word, row("\u00e1", 3L)));
        assertThat(rows("SELECT * FROM shop.word")).isEqualTo("\u00e1,3;");
    }

    @Test
    void aRowThatComesAndGoesInOneUnitLeavesNothing() {
        load(
                insert(ITEM, row(1L, "a", "")),
                update(ITEM, row(1L, "a", ""), row(1L, "b", "")),
                delete(ITEM, row(1L, "b", "")));
        assertThat(rows("SELECT count(*) FROM shop.item")).isEqualTo("0;");
    }

    @Test
    void aTableWithoutAKeyLosesOneOfItsEqualRowsAtATime() {
        target.execute(
                "CREATE TABLE shop.bare (a INT, b VARCHAR(9), c FLOAT)",
                "INSERT INTO shop.bare VALUES (1, 'x', 0.1), (1, 'x', 0.1), (1, NULL, 0.1)");
        TableSchema bare = table("bare", "a", "b", "c");
        try (LoadFixture load = new LoadFixture(
                target, target.port(), LoadFixture.parameters(8, NoKey.FULL_ROW, false), DeadLetters.STOP, 1)) {
            load.push(
                    delete(bare, row(1L, "x", 0.1f)),
                    update(bare, row(1L, null, 0.1f), row(2L, null, 0.1f)),
                    insert(bare, row(2L, null, 0.1f)));
            load.push(update(bare, row(2L, null, 0.1f), row(3L, "y", 0.5f)));
            load.await("no key");
            assertThat(load.failed).isEmpty();
            assertThat(load.loaded)
                    .allSatisfy(batch -> assertThat(batch.repaired() + batch.missingDeletes())
                            .isZero());
        }
        assertThat(rows("SELECT a, b FROM shop.bare ORDER BY a")).isEqualTo("1,x;2,null;3,y;");
    }

    @Test
    void amongRowsEqualUnderTheCollationTheRightOneIsChanged() {
        target.execute(
                "CREATE TABLE shop.words (a VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci)",
                "INSERT INTO shop.words VALUES ('é'), ('e'), ('E'), ('e '), ('É')");
        TableSchema words = table("words", "a");
        try (LoadFixture load = new LoadFixture(
                target, target.port(), LoadFixture.parameters(8, NoKey.FULL_ROW, false), DeadLetters.STOP, 1)) {
            load.push(delete(words, row("E")), delete(words, row("É")), update(words, row("e "), row("changed")));
            load.await("no key");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT a FROM shop.words ORDER BY a COLLATE latin1_bin"))
                .isEqualTo("changed;e;é;");
    }

    @Test
    void aDryRunWritesNothingButTheCheckpoint() {
        try (LoadFixture load = new LoadFixture(
                target, target.port(), LoadFixture.parameters(8, NoKey.REFUSE, true), DeadLetters.STOP, 1)) {
            load.push(insert(ITEM, row(1L, "a", "")), insert(ITEM, row(2L, "b", "")));
            load.push(new SelectedChange(new DdlChange("src", "DROP TABLE item"), List.of(1L), false));
            load.await("dry run");
            assertThat(load.failed).isEmpty();
            assertThat(load.loaded.stream()
                            .mapToLong(batch -> batch.countsByPair()
                                    .getOrDefault(1L, RowCounts.NONE)
                                    .inserts())
                            .sum())
                    .isEqualTo(2);
        }
        assertThat(rows("SELECT count(*) FROM shop.item")).isEqualTo("0;");
        assertThat(rows("SELECT BINLOG_OFFSET FROM retl.retl_checkpoint")).isEqualTo("1002;");
    }

    @Test
    void transfersKeepTheSumAtEveryMoment() throws Exception {
        int accounts = 20;
        target.execute(
                "INSERT INTO shop.account WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + (accounts - 1) + ") SELECT i, 1000 FROM n");
        long[] balances = new long[accounts];
        Arrays.fill(balances, 1_000);
        long seed = Seed.of(LoadOrderTest.class);
        Random random = new Random(seed);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        Thread reader = new Thread(() -> {
            while (!done.get()) {
                String sum = rows("SELECT sum(balance) FROM shop.account");
                looks.incrementAndGet();
                if (!sum.equals(accounts * 1_000 + ";")) {
                    seen.add(sum);
                }
            }
        });
        reader.start();
        try (LoadFixture load = LoadFixture.on(target)) {
            for (int batch = 0; batch < 300; batch++) {
                List<List<SelectedChange>> transactions = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    transactions.add(transfer(balances, random));
                }
                load.push(transactions);
            }
            load.await("transfers, seed " + seed);
            assertThat(load.failed).isEmpty();
        } finally {
            done.set(true);
            reader.join();
        }
        assertThat(seen)
                .as("sums that no moment at the source had, of %d looks", looks.get())
                .isEmpty();
        assertThat(looks.get()).isGreaterThan(10);
        for (int i = 0; i < accounts; i++) {
            assertThat(rows("SELECT balance FROM shop.account WHERE id = " + i)).isEqualTo(balances[i] + ";");
        }
    }

    @Test
    void onlyTheRowsThatTouchAnUncommittedUnitWaitForIt() throws Exception {
        target.execute(
                "INSERT INTO shop.account VALUES (1, 0), (7, 0)",
                "CREATE TRIGGER shop.slow BEFORE UPDATE ON shop.account FOR EACH ROW"
                        + " SET NEW.balance = NEW.balance + IF(NEW.id = 7, SLEEP(3), 0)");
        List<List<SelectedChange>> transactions = new ArrayList<>();
        transactions.add(List.of(update(ACCOUNT, row(7L, 0L), row(7L, 1L))));
        for (long balance = 0; balance < 19; balance++) {
            transactions.add(List.of(update(ACCOUNT, row(1L, balance), row(1L, balance + 1))));
        }
        transactions.add(List.of(update(ACCOUNT, row(1L, 19L), row(1L, 20L))));
        for (long id = 1; id < 20; id++) {
            transactions.add(List.of(insert(ITEM, row(id, "c" + id, ""))));
        }
        try (LoadFixture load = LoadFixture.on(target);
                Connection onlooker = target.connect("shop")) {
            onlooker.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            load.push(transactions);
            Awaitility.await("rows of the second unit")
                    .atMost(Duration.ofMillis(2_500))
                    .until(() -> count(onlooker) == 19);
            assertThat(load.loaded).as("what is committed").isEmpty();
            load.await("both units");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT id, balance FROM shop.account ORDER BY id")).isEqualTo("1,20;7,1;");
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM shop.item")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void aUnitThatIsWrittenAheadGivesWayToTheOneInTurn() {
        // The trigger makes every insert lock the same row, which no write set knows about.
        target.execute(
                "CREATE TABLE shop.total (id INT PRIMARY KEY, n INT NOT NULL)",
                "INSERT INTO shop.total VALUES (1, 0)",
                "CREATE TRIGGER shop.item_total AFTER INSERT ON shop.item FOR EACH ROW"
                        + " UPDATE shop.total SET n = n + 1 WHERE id = 1");
        int rows = 6_000;
        try (LoadFixture load = LoadFixture.on(target)) {
            List<List<SelectedChange>> transactions = new ArrayList<>();
            for (int i = 1; i <= rows; i++) {
                transactions.add(List.of(insert(ITEM, row((long) i, "c" + i, ""))));
                if (transactions.size() == 1_000) {
                    load.push(transactions);
                    transactions = new ArrayList<>();
                }
            }
            load.await("trigger");
            assertThat(load.failed).isEmpty();
            assertThat(load.loaded.stream().mapToLong(LoadedBatch::repaired).sum())
                    .isZero();
        }
        assertThat(rows("SELECT n FROM shop.total")).isEqualTo(rows + ";");
        assertThat(rows("SELECT count(*) FROM shop.item")).isEqualTo(rows + ";");
    }

    @Test
    void aPoisonedRowAmongManyStopsWithEverythingBeforeItAndNothingAfter() {
        target.execute("ALTER TABLE shop.item MODIFY note VARCHAR(5)");
        int poison = 7_777;
        try (LoadFixture load = LoadFixture.on(target)) {
            poisoned(load, 12_000, poison);
            load.await("poison");
            assertThat(load.failed).hasSize(1);
            assertThat(load.failed.peek().code()).isEqualTo(ErrorCode.LOAD_DATA);
            assertThat(load.failed.peek())
                    .hasMessageContaining("shop.item")
                    .hasMessageContaining("id = " + poison)
                    .hasMessageContaining("binlog.000001:" + (1_000 + (poison + 2) / 3));
        }
        // Transactions have three rows.
        int before = (poison - 1) / 3 * 3;
        assertThat(rows("SELECT count(*), max(id) FROM shop.item")).isEqualTo(before + "," + before + ";");
        assertThat(rows("SELECT BINLOG_OFFSET FROM retl.retl_checkpoint")).isEqualTo(1_000 + before / 3 + ";");
    }

    @Test
    void rowsTakenAsDeadLettersAreLeftOutAndTheRestIsLoaded() {
        target.execute("ALTER TABLE shop.item MODIFY note VARCHAR(5)", "CREATE TABLE shop.dead (id INT, fault TEXT)");
        DeadLetters table = (connection, refused) -> {
            try (var insert = connection.prepareStatement("INSERT INTO shop.dead VALUES (?, ?)")) {
                insert.setObject(1, refused.change().known().get(0));
                insert.setString(2, refused.fault().getMessage());
                insert.executeUpdate();
            }
            return true;
        };
        try (LoadFixture load = new LoadFixture(target, target.port(), LoadFixture.parameters(8), table, 1)) {
            poisoned(load, 12_000, 5, 7_777, 7_778, 11_999);
            load.await("dead letters");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT count(*) FROM shop.item")).isEqualTo("11996;");
        assertThat(rows("SELECT id FROM shop.dead ORDER BY id")).isEqualTo("5;7777;7778;11999;");
    }

    @Test
    void connectionsKilledAtRandomMomentsApplyEachChangeOnce() throws Exception {
        target.execute(
                "CREATE TABLE shop.seen (id INT PRIMARY KEY, times INT NOT NULL)",
                "CREATE TRIGGER shop.item_seen AFTER INSERT ON shop.item FOR EACH ROW"
                        + " INSERT INTO shop.seen VALUES (NEW.id, 1) ON DUPLICATE KEY UPDATE times = times + 1");
        int rows = 8_000;
        long seed = Seed.of(LoadOrderTest.class);
        Random random = new Random(seed);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger killed = new AtomicInteger();
        try (LoadFixture load = LoadFixture.on(target)) {
            Thread killer = new Thread(() -> kill(random, done, killed));
            killer.start();
            for (int i = 1; i <= rows; i += 100) {
                List<List<SelectedChange>> transactions = new ArrayList<>();
                for (int id = i; id < i + 100; id++) {
                    transactions.add(List.of(insert(ITEM, row((long) id, "c" + id, ""))));
                }
                load.push(transactions);
            }
            load.await("kills, seed " + seed);
            done.set(true);
            killer.join();
            assertThat(load.failed).isEmpty();
            assertThat(load.loaded.stream().mapToLong(LoadedBatch::repaired).sum())
                    .isZero();
        }
        System.out.println("LoadOrderTest kills: " + killed.get() + " connections");
        assertThat(killed.get()).isPositive();
        assertThat(rows("SELECT count(*), max(times) FROM shop.seen")).isEqualTo(rows + ",1;");
    }

    private static void kill(Random random, AtomicBoolean done, AtomicInteger killed) {
        while (!done.get()) {
            try (Connection connection = target.connect();
                    Statement statement = connection.createStatement()) {
                List<Long> ids = new ArrayList<>();
                try (ResultSet list = statement.executeQuery("SHOW PROCESSLIST")) {
                    while (list.next()) {
                        // The loader's connections have no default schema.
                        if (list.getString("db") == null
                                && "otter".equals(list.getString("User"))
                                && list.getString("Info") == null | random.nextBoolean()) {
                            ids.add(list.getLong("Id"));
                        }
                    }
                }
                long own = ((com.mysql.cj.jdbc.JdbcConnection) connection)
                        .getSession()
                        .getThreadId();
                ids.remove(own);
                if (!ids.isEmpty()) {
                    statement.execute("KILL " + ids.get(random.nextInt(ids.size())));
                    killed.incrementAndGet();
                }
            } catch (SQLException e) {
                // It has ended by itself.
            }
            long pause = System.nanoTime()
                    + Duration.ofMillis(20 + random.nextInt(60)).toNanos();
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> done.get() || System.nanoTime() > pause);
        }
    }

    private static void poisoned(LoadFixture load, int rows, Integer... poisons) {
        List<Integer> bad = List.of(poisons);
        List<List<SelectedChange>> transactions = new ArrayList<>();
        List<SelectedChange> transaction = new ArrayList<>();
        for (int i = 1; i <= rows; i++) {
            transaction.add(insert(ITEM, row((long) i, "c" + i, bad.contains(i) ? "too long" : "")));
            if (transaction.size() == 3) {
                transactions.add(transaction);
                transaction = new ArrayList<>();
            }
            if (transactions.size() == 400) {
                load.push(transactions);
                transactions = new ArrayList<>();
            }
        }
        assertThat(transactions).isEmpty();
    }

    private static List<SelectedChange> transfer(long[] balances, Random random) {
        int from = random.nextInt(balances.length);
        int to = (from + 1 + random.nextInt(balances.length - 1)) % balances.length;
        long amount = random.nextInt(50);
        List<SelectedChange> changes = List.of(
                update(ACCOUNT, row((long) from, balances[from]), row((long) from, balances[from] - amount)),
                update(ACCOUNT, row((long) to, balances[to]), row((long) to, balances[to] + amount)));
        balances[from] -= amount;
        balances[to] += amount;
        return changes;
    }

    private static void load(SelectedChange... changes) {
        try (LoadFixture load = LoadFixture.on(target)) {
            load.push(changes);
            load.await("load");
            assertThat(load.failed).isEmpty();
            assertThat(load.loaded.peek().repaired()).isZero();
        }
    }

    private static TableSchema table(String name, String... columns) {
        List<Column> list = Arrays.stream(columns)
                .map(column ->
                        new Column(column, "varchar", "varchar(40)", false, true, false, "utf8mb4", null, List.of()))
                .toList();
        return new TableSchema("src", name, list, List.of(0), List.of());
    }

    private static String rows(String sql) {
        StringBuilder text = new StringBuilder();
        try (Connection connection = target.connect("shop");
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
}
