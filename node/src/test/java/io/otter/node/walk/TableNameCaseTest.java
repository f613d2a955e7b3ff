package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.OtterException;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Servers that take names for the same which differ in case only, and servers that do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableNameCaseTest {
    private final DatabaseServer exact = DatabaseServer.start("mariadb-11.4");
    private final DatabaseServer folding = DatabaseServer.start("mariadb-11.4", "--lower-case-table-names=1");

    @BeforeAll
    void prepare() {
        Walk.prepare(exact, folding);
    }

    @BeforeEach
    void makeTables() {
        for (DatabaseServer server : List.of(exact, folding)) {
            server.execute("DROP DATABASE IF EXISTS fc", "CREATE DATABASE fc");
        }
    }

    @AfterAll
    void stopServers() {
        exact.close();
        folding.close();
    }

    @Test
    void aSourceThatFoldsNamesIsFollowedWhateverItsStatementsWrite() {
        both("CREATE TABLE fc.item (id INT PRIMARY KEY, v INT)");
        try (Walk walk = walk(folding, exact)) {
            folding.execute(
                    "ALTER TABLE FC.`Item` ADD COLUMN A INT DEFAULT 1",
                    "INSERT INTO Fc.ITEM VALUES (1, 2, 3)",
                    "USE FC",
                    "CREATE TABLE Made (Id INT PRIMARY KEY, o INT REFERENCES ITEM (id))",
                    "INSERT INTO mADE VALUES (1, 1)",
                    "RENAME TABLE MADE TO Fc.Done",
                    "INSERT INTO DONE VALUES (2, 1)",
                    "CREATE TABLE Copy LIKE Done",
                    "INSERT INTO copy VALUES (3, 3)",
                    "CREATE INDEX Ix ON COPY (O)",
                    "CREATE TABLE gone LIKE COPY",
                    "DROP TABLE GONE");
            walk.awaitApplied();
        }
        assertThat(tables(exact)).containsExactly("copy", "done", "item");
        assertThat(Walk.rows(exact, "SELECT * FROM fc.item")).containsExactly(List.of("1", "2", "3"));
        assertThat(Walk.rows(exact, "SELECT * FROM fc.done")).containsExactly(List.of("1", "1"), List.of("2", "1"));
        assertThat(Walk.rows(exact, "SELECT * FROM fc.copy")).containsExactly(List.of("3", "3"));
    }

    @Test
    void otherNamesAreFoundInWhatAFoldingSourceWrites() {
        folding.execute("CREATE TABLE fc.item (id INT PRIMARY KEY)");
        exact.execute("CREATE TABLE fc.`Ware` (id INT PRIMARY KEY)");
        Modes modes = Modes.schema("fc")
                .withEverything(3, 4, Order.SOURCE)
                .with(Walk.pair(1, "fc.Item", "fc.Ware", ColumnView.ALL));
        try (Walk walk = new Walk(folding, exact, modes)) {
            walk.awaitApplied();
            folding.execute(
                    "ALTER TABLE fc.ITEM ADD COLUMN v INT DEFAULT 5",
                    "INSERT INTO fc.Item (id) VALUES (1)",
                    "TRUNCATE Fc.item",
                    "INSERT INTO fc.Item (id) VALUES (2)");
            walk.awaitApplied();
        }
        assertThat(Walk.rows(exact, "SELECT * FROM fc.`Ware`")).containsExactly(List.of("2", "5"));
    }

    @Test
    void aTargetThatFoldsNamesHoldsATableForOneName() {
        both("CREATE TABLE fc.Item (id INT PRIMARY KEY, v INT)");
        try (Walk walk = walk(exact, folding)) {
            exact.execute(
                    "ALTER TABLE fc.Item ADD COLUMN A INT DEFAULT 1",
                    "INSERT INTO fc.Item VALUES (1, 2, 3)",
                    "CREATE TABLE fc.Made (id INT PRIMARY KEY)",
                    "INSERT INTO fc.Made VALUES (1)",
                    "RENAME TABLE fc.Made TO fc.Done",
                    "INSERT INTO fc.Done VALUES (2)");
            walk.awaitApplied();
            assertThat(tables(folding)).containsExactly("done", "item");
            exact.execute(
                    "CREATE TABLE fc.item (id INT PRIMARY KEY, v INT, a INT)", "INSERT INTO fc.item VALUES (9, 9, 9)");
            assertThatThrownBy(walk::awaitApplied)
                    .isInstanceOf(OtterException.class)
                    .hasMessageContaining("item");
        }
        assertThat(Walk.rows(folding, "SELECT * FROM fc.item")).containsExactly(List.of("1", "2", "3"));
        assertThat(Walk.rows(folding, "SELECT * FROM fc.done")).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void aPairIsOfTheTableThatIsSpelledLikeItsName() {
        exact.execute(
                "CREATE TABLE fc.item (id INT PRIMARY KEY, v INT)", "CREATE TABLE fc.Item (id INT PRIMARY KEY, x INT)");
        folding.execute("CREATE TABLE fc.ware (id INT PRIMARY KEY, v INT)");
        Modes modes = Modes.schema("fc")
                .withEverything(3, 4, Order.SOURCE)
                .with(Walk.pair(1, "FC.item", "fc.Ware", ColumnView.ALL));
        try (Walk walk = new Walk(exact, folding, modes)) {
            walk.awaitApplied();
            exact.execute(
                    "INSERT INTO fc.Item VALUES (7, 7)",
                    "INSERT INTO fc.item VALUES (1, 2)",
                    "ALTER TABLE fc.Item DROP COLUMN x, ADD COLUMN v INT",
                    "TRUNCATE fc.Item",
                    "DROP TABLE fc.Item");
            walk.awaitApplied();
        }
        assertThat(Walk.rows(folding, "SELECT * FROM fc.ware")).containsExactly(List.of("1", "2"));
    }

    private static Walk walk(DatabaseServer source, DatabaseServer target) {
        Walk walk = new Walk(source, target, Modes.schema("fc").withEverything(3, 4, Order.SOURCE));
        walk.awaitApplied();
        return walk;
    }

    private void both(String sql) {
        exact.execute(sql);
        folding.execute(sql);
    }

    private static List<String> tables(DatabaseServer server) {
        return Walk.rows(
                        server,
                        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc' ORDER BY TABLE_NAME")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }
}
