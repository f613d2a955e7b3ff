package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ways to write rows that made tools which sync both ways send them back or lose them: each arrives once, and stays. */
@ExtendWith(SharedServers.class)
class ReportedOriginsTest {
    private static final String PLAIN = "plain";
    private static final Modes MODES =
            Modes.schema("two").withEverything(6_000, 4, Order.SOURCE).writtenBy(PLAIN);

    @Test
    void whateverWayRowsAreWrittenTheyArriveOnceAndStay(ServerPool servers) {
        try (Sites sites = sites(servers)) {
            sites.everywhere(
                    "CREATE TABLE two.a (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE two.b (id INT PRIMARY KEY, v INT)",
                    "CREATE DATABASE aside",
                    "CREATE TABLE aside.x (id INT PRIMARY KEY)",
                    "CREATE TABLE aside.seen (n INT AUTO_INCREMENT PRIMARY KEY, id INT)",
                    "CREATE TRIGGER two.i AFTER INSERT ON two.a FOR EACH ROW INSERT INTO aside.seen (id) VALUES (NEW.id)",
                    "CREATE TRIGGER two.u AFTER UPDATE ON two.a FOR EACH ROW INSERT INTO aside.seen (id) VALUES (NEW.id)",
                    "CREATE TRIGGER two.d AFTER DELETE ON two.a FOR EACH ROW INSERT INTO aside.seen (id) VALUES (OLD.id)");
            sites.open(MODES, "1>2", "2>1");
            sites.server(1).execute(script(100, false));
            sites.server(2).execute(script(200, true));
            sites.awaitRest();

            sites.assertEqual("two.a", "two.b");
            assertThat(Walk.rows(sites.server(1), "SELECT id - 100, v FROM two.a WHERE id < 200 ORDER BY id"))
                    .containsExactly(
                            List.of("1", "10"),
                            List.of("2", "1"),
                            List.of("5", "1"),
                            List.of("6", "3"),
                            List.of("7", "7"),
                            List.of("8", "1"),
                            List.of("9", "1"));
            assertThat(Walk.rows(sites.server(2), "SELECT id FROM two.a WHERE id = 220"))
                    .as("written as by another server, of which this one is a replica")
                    .hasSize(1);
            for (int site : List.of(1, 2)) {
                assertThat(Walk.rows(
                                sites.server(site),
                                "SELECT id, COUNT(*) FROM aside.seen WHERE id % 100 IN (1, 2, 5, 7, 8, 9, 20)"
                                        + " GROUP BY id HAVING COUNT(*) > IF(id % 100 = 1, 2, 1)"))
                        .as("changes at site %s that were made more than once", site)
                        .isEmpty();
            }
        }
    }

    @Test
    void rowsOfTablesWithoutTransactionsStayWhereTheSessionCarriesTheirOrigin(ServerPool servers) {
        try (Sites sites = sites(servers)) {
            sites.everywhere(
                    "CREATE TABLE two.a (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE two.my (id INT PRIMARY KEY, v INT) ENGINE = MyISAM");
            // With a mark they would come back, which a check before the start says.
            sites.open(MODES.writtenBy(""), "1>2", "2>1");
            for (int site : List.of(1, 2)) {
                List<String> script = new ArrayList<>(List.of(
                        "INSERT INTO two.my VALUES (" + site + ", 0), (" + (site + 10) + ", 0)",
                        "BEGIN",
                        "INSERT INTO two.a VALUES (" + site + ", 0)",
                        "INSERT INTO two.my VALUES (" + (site + 20) + ", 0)",
                        "ROLLBACK",
                        "DELETE FROM two.my WHERE id = " + (site + 10)));
                for (int i = 0; i < 200; i++) {
                    script.add("UPDATE two.my SET v = v + 1 WHERE id = " + site);
                }
                sites.server(site).execute(script.toArray(String[]::new));
            }
            sites.awaitRest();

            sites.assertEqual("two.a", "two.my");
            assertThat(Walk.rows(sites.server(1), "SELECT id, v FROM two.my ORDER BY id"))
                    .containsExactly(List.of("1", "200"), List.of("2", "200"), List.of("21", "0"), List.of("22", "0"));
        }
    }

    private static String[] script(int from, boolean mariadb) {
        List<String> script = new ArrayList<>(List.of(
                "XA START 'one'",
                "INSERT INTO two.a VALUES ($1, 1)",
                "XA END 'one'",
                "XA PREPARE 'one'",
                "XA COMMIT 'one'",
                "XA START 'two'",
                "INSERT INTO two.a VALUES ($2, 1)",
                "XA END 'two'",
                "XA COMMIT 'two' ONE PHASE",
                "BEGIN",
                "INSERT INTO two.a VALUES ($3, 1)",
                "SAVEPOINT s",
                "INSERT INTO two.a VALUES ($4, 1)",
                "ROLLBACK TO SAVEPOINT s",
                "INSERT INTO two.a VALUES ($5, 1)",
                "COMMIT",
                "INSERT IGNORE INTO two.a VALUES ($1, 9), ($6, 1)",
                "REPLACE INTO two.a VALUES ($6, 2)",
                "INSERT INTO two.a VALUES ($6, 0) ON DUPLICATE KEY UPDATE v = v + 1",
                "BEGIN",
                "INSERT INTO aside.x VALUES (1)",
                "INSERT INTO two.b SELECT id, v FROM two.a WHERE id BETWEEN $0 AND $9",
                "DELETE FROM aside.x",
                "COMMIT",
                "CREATE TEMPORARY TABLE two.tmp (id INT)",
                "INSERT INTO two.tmp VALUES ($7)",
                "INSERT INTO two.a SELECT id, 7 FROM two.tmp",
                "DROP TEMPORARY TABLE two.tmp",
                "UPDATE two.a AS a JOIN two.b AS b ON a.id = b.id SET a.v = 10, b.v = 11 WHERE a.id = $1",
                "DELETE two.a, two.b FROM two.a JOIN two.b ON two.a.id = two.b.id WHERE two.a.id = $3",
                "BEGIN",
                "INSERT INTO two.a VALUES ($8, 1)",
                "CREATE TABLE aside.made$0 (id INT)",
                "ROLLBACK",
                "SET autocommit = 0",
                "INSERT INTO two.a VALUES ($9, 1)",
                "COMMIT",
                "SET autocommit = 1"));
        if (mariadb) {
            script.addAll(List.of("SET SESSION server_id = 4242", "INSERT INTO two.a VALUES ($20, 1)"));
        }
        return script.stream()
                .map(sql -> sql.replace("$20", String.valueOf(from + 20)))
                .map(sql -> sql.replaceAll("\\$(\\d)", String.valueOf(from / 100) + "0$1"))
                .toArray(String[]::new);
    }

    private static Sites sites(ServerPool servers) {
        Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mariadb-11.4"));
        sites.everywhere(
                "CREATE DATABASE two CHARACTER SET utf8mb4",
                "CREATE USER " + PLAIN + " IDENTIFIED BY '" + sites.server(1).password() + "'",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON *.* TO " + PLAIN);
        return sites;
    }
}
