package io.otter.node.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.database.TableName;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.DdlChange.Known;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.select.Selector;
import io.otter.node.sql.Filling;
import io.otter.node.sql.LeftOpen;
import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.SqlParser;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.record.Records;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements from schema {@code shop} at schema {@code crm} of a real target, {@code -Dotter.target=mysql-9.7}. */
@ExtendWith(SharedServers.class)
class DdlApplierTest {
    private static DatabaseServer target;

    private final FakeOperator operator = new FakeOperator();
    private List<MediaPair> pairs =
            List.of(pair(1, "user", "customer", ColumnView.ALL), pair(2, "log_.*", ".*", ColumnView.ALL));
    private Map<DdlKind, DdlPolicy> policies = Map.of();
    private Known known = Known.NOTHING;
    private long offset = 100;

    @BeforeAll
    static void startServer(ServerPool servers) {
        target = servers.take(System.getProperty("otter.target", "mariadb-11.4"));
    }

    @AfterAll
    static void stopServer() {
        target.close();
    }

    @BeforeEach
    void makeTables() {
        target.execute(
                "DROP DATABASE IF EXISTS retl",
                "DROP DATABASE IF EXISTS crm",
                "CREATE DATABASE retl",
                "CREATE TABLE retl.retl_checkpoint (PIPELINE_ID BIGINT PRIMARY KEY, EPOCH BIGINT)",
                "INSERT INTO retl.retl_checkpoint VALUES (70, 3)",
                "CREATE DATABASE crm",
                "CREATE TABLE crm.customer (id INT PRIMARY KEY, a INT)",
                "INSERT INTO crm.customer VALUES (1, 10), (2, 20)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RENAME TABLE user TO passing, passing TO user",
                "RENAME TABLE user TO log_8, log_8 TO user",
                "RENAME TABLE user TO a, a TO log_8, log_8 TO user",
                "RENAME TABLE log_1 TO a, a TO log_1, user TO log_8, log_8 TO user",
                "RENAME TABLE log_1 TO log_3, log_2 TO log_1",
                "ALTER TABLE user MODIFY COLUMN a INT AFTER id"
            })
    void tablesThatLookAlikeAreNoDoubtWhereEachIsClear(String sql) throws Exception {
        target.execute(
                "CREATE TABLE crm.log_1 (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE crm.log_2 (id INT PRIMARY KEY, a INT)",
                "INSERT INTO crm.log_2 VALUES (1, 1)");
        aStatementRunsTwice(sql);
        String once = state();
        if (sql.startsWith("RENAME TABLE log_1 TO log_3")) {
            assertThat(once).isEqualTo("customer(id,a)=2;log_1(id,a)=1;log_3(id,a)=0;");
        } else {
            assertThat(once).isEqualTo("customer(id,a)=2;log_1(id,a)=0;log_2(id,a)=1;");
        }
        assertThat(operator.asked).isEmpty();
    }

    @Test
    void tablesThatLookAlikeAndMayHaveChangedPlacesNeedADecision() throws Exception {
        target.execute(
                "CREATE TABLE crm.log_1 (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE crm.log_2 (id INT PRIMARY KEY, a INT)",
                "INSERT INTO crm.log_2 VALUES (1, 1)");
        operator.then(Choice.SKIP, "");
        aStatementRunsTwice("RENAME TABLE log_2 TO log_3, log_1 TO log_2, log_3 TO log_1");
        assertThat(state()).isEqualTo("customer(id,a)=2;log_1(id,a)=1;log_2(id,a)=0;");
        assertThat(operator.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE log_1 (id INT PRIMARY KEY, u INT, FOREIGN KEY (u) REFERENCES user (id))",
                "CREATE TABLE log_2 LIKE user",
                "ALTER TABLE user ADD COLUMN b INT DEFAULT 7 AFTER id",
                "ALTER TABLE user DROP COLUMN a",
                "CREATE INDEX i ON user (a)",
                "TRUNCATE user",
                "DROP TABLE user",
                "RENAME TABLE user TO log_9",
                "ALTER TABLE user RENAME TO log_9",
                "ALTER TABLE user ADD COLUMN z INT, RENAME log_9"
            })
    void aStatementRunsOnceHoweverOftenItsOutcomeIsLost(String sql) throws Exception {
        aStatementRunsTwice(sql);
        assertThat(state()).isNotEqualTo("customer(id,a)=2;");
        assertThat(rows("SELECT * FROM retl.retl_ddl")).isEmpty();
        assertThat(operator.asked).isEmpty();
    }

    /** It runs, the commit that follows it is lost, and another loader finds its journal. */
    private void aStatementRunsTwice(String sql) throws Exception {
        BinlogPosition end = position();
        try (Connection lost = connect()) {
            DdlApplier applier = applier();
            applier.apply(lost, 3, selected(sql), new DdlChange("shop", sql), end);
            applier.conclude(lost);
            lost.rollback();
        }
        String once = state();
        try (Connection again = connect()) {
            DdlApplier applier = applier();
            applier.apply(again, 3, selected(sql), new DdlChange("shop", sql), end);
            applier.conclude(again);
            again.commit();
        }
        assertThat(state()).isEqualTo(once);
    }

    @Test
    void anEarlierOwnerRunsNothing() throws Exception {
        try (Connection late = connect()) {
            String sql = "DROP TABLE user";
            assertThatThrownBy(() -> applier().apply(late, 2, selected(sql), new DdlChange("shop", sql), position()))
                    .isInstanceOf(FencedException.class);
        }
        assertThat(state()).isEqualTo("customer(id,a)=2;");
    }

    @Test
    void onlyMappedTablesAreDropped() throws Exception {
        target.execute("CREATE TABLE crm.unmapped (id INT)");
        apply("DROP TABLE unmapped, user");
        assertThat(state()).isEqualTo("unmapped(id)=0;");
    }

    @Test
    void twoTablesChangePlacesThroughAThirdName() throws Exception {
        target.execute("CREATE TABLE crm.log_1 (x INT PRIMARY KEY)");
        apply("RENAME TABLE user TO tmp, log_1 TO user, tmp TO log_1");
        assertThat(state()).isEqualTo("customer(x)=0;log_1(id,a)=2;");
    }

    @Test
    void ghostTablesReplaceTheirTablesWithoutCopyingRows() throws Exception {
        apply("CREATE TABLE `_user_gho` LIKE `user`");
        apply("alter /* gh-ost */ table `shop`.`_user_gho` ADD COLUMN b INT DEFAULT 5");
        apply("create table _user_del (id int primary key)");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        apply("rename /* gh-ost */ table shop.user to shop._user_del, shop._user_gho to shop.user");
        apply("DROP TABLE _user_del");
        assertThat(state()).isEqualTo("customer(id,a,b)=2;");
        assertThat(rows("SELECT b FROM crm.customer")).isEqualTo("5;5;");
        assertThat(rows("SELECT * FROM retl.retl_shadow")).isEmpty();
    }

    @Test
    void ghostTablesAreCutOverInTwoSteps() throws Exception {
        apply("CREATE TABLE `_user_gho` LIKE `user`");
        apply("ALTER TABLE _user_gho DROP COLUMN a");
        apply("ALTER TABLE user RENAME _user_del");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        apply("ALTER TABLE _user_gho RENAME user");
        assertThat(state()).isEqualTo("customer(id)=2;");
    }

    @Test
    void copiesOfPtOnlineSchemaChangeReplaceTheirTables() throws Exception {
        apply("CREATE TABLE `shop`.`_user_new` (`id` int NOT NULL, `a` int, PRIMARY KEY (`id`))");
        apply("ALTER TABLE `shop`.`_user_new` ADD INDEX i (a), MODIFY a BIGINT");
        apply("RENAME TABLE `shop`.`user` TO `shop`.`_user_old`, `shop`.`_user_new` TO `shop`.`user`");
        apply("DROP TABLE IF EXISTS `_user_old`");
        assertThat(rows("SHOW COLUMNS FROM crm.customer LIKE 'a'")).startsWith("a,bigint");
        assertThat(state()).isEqualTo("customer(id,a,KEY i)=2;");
    }

    @Test
    void anUnknownCopyNeedsADecisionAndNothingIsLost() throws Exception {
        apply("CREATE TABLE _user_new (other INT)");
        operator.then(Choice.SKIP, "");
        apply("RENAME TABLE user TO _user_old, _user_new TO user");
        assertThat(operator.asked).hasSize(1);
        assertThat(operator.asked.get(0).reason()).contains("shop._user_new").contains("crm.customer");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
    }

    @Test
    void droppingATableWithAPendingCopyNeedsADecision() throws Exception {
        apply("CREATE TABLE _user_new (id INT, a INT)");
        operator.then(Choice.SKIP, "");
        apply("DROP TABLE user");
        apply("RENAME TABLE _user_new TO user");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
    }

    @Test
    void aRefusedStatementNeedsADecisionAndCanBeReplaced() throws Exception {
        operator.then(Choice.RUN, "").then(Choice.REPLACE, "ALTER TABLE customer ADD COLUMN c INT");
        apply("ALTER TABLE user DROP COLUMN missing");
        assertThat(operator.asked).hasSize(2).allSatisfy(question -> {
            assertThat(question.sql()).isEqualTo("ALTER TABLE user DROP COLUMN missing");
            assertThat(question.reason()).contains("error 1091");
            assertThat(question.tables()).containsExactly("crm.customer");
        });
        assertThat(state()).isEqualTo("customer(id,a,c)=2;");
    }

    @Test
    void policiesDecideByKind() throws Exception {
        policies = Map.of(DdlKind.DROP, DdlPolicy.ASK, DdlKind.TRUNCATE, DdlPolicy.SKIP);
        apply("TRUNCATE user");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        operator.then(Choice.SKIP, "");
        apply("DROP TABLE user");
        assertThat(operator.asked.get(0).statements()).containsExactly("DROP TABLE IF EXISTS `crm`.`customer`");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        operator.then(Choice.RUN, "");
        apply("DROP TABLE user");
        assertThat(state()).isEmpty();
    }

    @Test
    void tablesThatShareATargetAreChangedOnceAndNeverEmptied() throws Exception {
        pairs = List.of(pair(1, "user_[1-2]", "customer", ColumnView.ALL));
        apply("ALTER TABLE user_1 ADD COLUMN b INT");
        apply("ALTER TABLE user_2 ADD COLUMN b INT");
        operator.then(Choice.SKIP, "").then(Choice.SKIP, "");
        apply("TRUNCATE user_1");
        apply("DROP TABLE user_1");
        assertThat(operator.asked).hasSize(2);
        assertThat(state()).isEqualTo("customer(id,a,b)=2;");
    }

    @Test
    void mappedColumnsNeedADecisionUnlessTheyAreNew() throws Exception {
        pairs = List.of(pair(
                1,
                "user",
                "customer",
                new ColumnView(ColumnPairMode.INCLUDE, List.of(new ColumnPair("k", "id")), List.of())));
        apply("ALTER TABLE user ADD COLUMN b INT");
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        operator.then(Choice.SKIP, "");
        apply("ALTER TABLE user MODIFY k BIGINT");
        assertThat(operator.asked.get(0).reason()).contains("maps columns");
    }

    @Test
    void aDroppedDatabaseIsAskedAboutUnlessAPolicyIsSet() throws Exception {
        known = dropping("user", "log_1");
        operator.then(Choice.SKIP, "");
        apply("DROP DATABASE shop");
        assertThat(operator.asked.get(0).reason()).contains("no policy of DATABASE");
        assertThat(operator.asked.get(0).statements())
                .containsExactly(
                        "DROP TABLE IF EXISTS `crm`.`customer`, `crm`.`log_1`", "DROP DATABASE IF EXISTS `crm`");
        assertThat(state()).isEqualTo("customer(id,a)=2;");

        policies = Map.of(DdlKind.DATABASE, DdlPolicy.SKIP);
        apply("DROP DATABASE shop");
        assertThat(state()).isEqualTo("customer(id,a)=2;");

        target.execute("CREATE TABLE crm.ours (id INT)");
        policies = Map.of(DdlKind.DATABASE, DdlPolicy.APPLY);
        apply("DROP DATABASE IF EXISTS shop");
        assertThat(state()).isEqualTo("ours(id)=0;");
        assertThat(operator.asked).hasSize(1);
    }

    @Test
    void anEmptiedDatabaseIsDroppedAndMadeAnewWithTheSourcesCharacterSet() throws Exception {
        policies = Map.of(DdlKind.DATABASE, DdlPolicy.APPLY);
        known = dropping("user");
        apply("DROP SCHEMA shop");
        known = new Known("latin1_bin", LeftOpen.NOTHING, null, List.of());
        apply("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`");
        assertThat(databaseCollation()).isEqualTo("latin1_bin");
        apply("ALTER DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        assertThat(databaseCollation()).isEqualTo("utf8mb4_bin");
        apply("ALTER DATABASE shop COMMENT = 'it''s (ü)'");
        apply("ALTER DATABASE shop ENCRYPTION = 'Y'");
        assertThat(rows("SELECT SCHEMA_COMMENT FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'crm'"))
                .startsWith("it's (ü)");
        assertThat(databaseCollation()).isEqualTo("utf8mb4_bin");
        apply("ALTER DATABASE other CHARACTER SET latin1");
        apply("DROP DATABASE other");
        assertThat(databaseCollation()).isEqualTo("utf8mb4_bin");
        assertThat(operator.asked).isEmpty();
    }

    @Test
    void fillingRowsAsOnlyTheSourceDidNeedsADecision() throws Exception {
        known = filling(Filling.NUMBERS);
        apply("ALTER TABLE user ADD COLUMN n INT AUTO_INCREMENT UNIQUE");
        target.execute("ALTER TABLE crm.customer DROP COLUMN n, DROP PRIMARY KEY");
        operator.then(Choice.SKIP, "");
        apply("ALTER TABLE user ADD COLUMN n INT AUTO_INCREMENT UNIQUE");
        assertThat(operator.asked.get(0).reason()).contains("numbers the rows");
        target.execute("DELETE FROM crm.customer");
        apply("ALTER TABLE user ADD COLUMN n INT AUTO_INCREMENT UNIQUE");
        assertThat(operator.asked).hasSize(1);
        assertThat(state()).isEqualTo("customer(id,a,n,KEY n)=0;");

        known = filling(Filling.OWN);
        apply("ALTER TABLE user ADD COLUMN r VARCHAR(40) DEFAULT (UUID())");
        target.execute("INSERT INTO crm.customer (id) VALUES (1)");
        operator.then(Choice.SKIP, "");
        apply("ALTER TABLE user ADD COLUMN s VARCHAR(40) DEFAULT (UUID())");
        assertThat(operator.asked.get(1).reason()).contains("another server does not have");
    }

    @Test
    void whatIsWrittenIntoAStatementMovesTheNamesBehindIt() throws Exception {
        target.execute("CREATE TABLE crm.log_1 (id INT PRIMARY KEY)");
        String sql = "ALTER TABLE user ADD COLUMN w VARCHAR(9), ADD COLUMN e ENUM('水😀') NOT NULL,"
                + " ADD FOREIGN KEY (a) REFERENCES user (id), ADD FOREIGN KEY (id) REFERENCES log_1 (id)";
        known = new Known(
                "latin1_bin", new SqlParser(SqlDialect.ANY).read(sql, "shop").left(), null, List.of());
        operator.then(Choice.SKIP, "");
        policies = Map.of(DdlKind.ALTER, DdlPolicy.ASK);
        apply(sql);
        String text = " CHARACTER SET latin1 COLLATE latin1_bin ";
        assertThat(operator.asked.get(0).statements())
                .containsExactly("ALTER TABLE `crm`.`customer` ADD COLUMN w VARCHAR(9)" + text
                        + ", ADD COLUMN e ENUM('水😀')" + text + " NOT NULL,"
                        + " ADD FOREIGN KEY (a) REFERENCES `crm`.`customer` (id),"
                        + " ADD FOREIGN KEY (id) REFERENCES `crm`.`log_1` (id)");
    }

    private static String databaseCollation() throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA"
                        + " WHERE SCHEMA_NAME = 'crm'")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @Test
    void otherStatementsAreIgnored() throws Exception {
        for (String sql : List.of(
                "CREATE VIEW v AS SELECT * FROM user",
                "CREATE TRIGGER g AFTER INSERT ON user FOR EACH ROW SET @a = 1",
                "RENAME TABLE x TO y",
                "ALTER TABLE elsewhere ADD COLUMN whatever NO_SUCH_TYPE ~~~",
                "DROP TABLE _user_old",
                "this is no statement")) {
            apply(sql);
        }
        assertThat(state()).isEqualTo("customer(id,a)=2;");
        assertThat(operator.asked).isEmpty();
    }

    private void apply(String sql) throws Exception {
        SelectedChange change = selected(sql);
        if (change == null) {
            return;
        }
        try (Connection connection = connect()) {
            DdlApplier applier = applier();
            applier.apply(connection, 3, change, ddl(sql), position());
            applier.conclude(connection);
            connection.commit();
            applier.settled();
        }
    }

    private static Known dropping(String... tables) {
        return new Known(
                "",
                LeftOpen.NOTHING,
                null,
                Stream.of(tables).map(table -> new TableName("shop", table)).toList());
    }

    private static Known filling(Filling filling) {
        return new Known("", new LeftOpen(List.of(), filling), null, List.of());
    }

    private DdlChange ddl(String sql) {
        return new DdlChange("shop", sql, Map.of(), null, known);
    }

    /** What the select side hands over; null when it drops the statement. */
    private SelectedChange selected(String sql) {
        BatchTransaction transaction = new Selector(
                        new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of()),
                        pipeline(),
                        (schema, table) -> false)
                .select(new TransactionPiece("", true, true, List.of(ddl(sql)), position(), 0, 0));
        return transaction.changes().isEmpty() ? null : transaction.changes().get(0);
    }

    private DdlApplier applier() {
        PipelineConfig pipeline = pipeline();
        return new DdlApplier(
                new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline)),
                pipeline,
                2,
                fault -> false,
                operator,
                CrashPoint.NONE,
                Clock.systemUTC());
    }

    private PipelineConfig pipeline() {
        DataMediaSource server =
                new DataMediaSource(2, "dst", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return new PipelineConfig(
                70,
                "line",
                new CanalConfig(
                        1,
                        "c",
                        List.of(new ServerAddress("127.0.0.1", 1)),
                        "u",
                        Secret.NONE,
                        new StartPosition.Latest(),
                        1,
                        false),
                server,
                List.of(server),
                List.of(1),
                List.of(1),
                Records.with(
                        defaults, "ddlSync", true, "ddl", policies, "onError", ErrorPolicy.STOP, "skipFreeDoor", false),
                pairs);
    }

    private static MediaPair pair(long id, String from, String to, ColumnView columns) {
        return new MediaPair(
                id, new DataMedia(2 * id, 1, "shop", from), new DataMedia(2 * id + 1, 2, "crm", to), 5, columns);
    }

    private BinlogPosition position() {
        return new BinlogPosition("binlog.000001", offset++, "", "101", 0);
    }

    private static Connection connect() throws SQLException {
        Connection connection = target.connect();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    /** The tables of crm with their columns, secondary indexes and row counts. */
    private static String state() {
        StringBuilder state = new StringBuilder();
        for (String table :
                rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'crm' ORDER BY 1")
                        .split(";")) {
            if (!table.isEmpty()) {
                state.append(table)
                        .append('(')
                        .append(rows("SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION)"
                                        + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'crm' AND TABLE_NAME = '"
                                        + table + "'")
                                .replace(";", ""))
                        .append(rows("SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = 'crm'"
                                        + " AND TABLE_NAME = '" + table + "' AND INDEX_NAME <> 'PRIMARY'")
                                .replace(";", "")
                                .replaceAll("(.+)", ",KEY $1"))
                        .append(")=")
                        .append(rows("SELECT count(*) FROM crm." + table));
            }
        }
        return state.toString();
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
}
