package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two channels, both ways, over the same two servers, each with tables of its own: what one applies is nothing to the other. */
@ExtendWith(SharedServers.class)
class TwoChannelsTest {
    private static final String[] WAYS = {"1>2", "2>1"};

    @Test
    void eachGetsItsOwnRowsOnceAndNoneOfTheOthers(ServerPool servers) {
        String kind = DatabaseServer.available("mysql-8.0") ? "mysql-8.0" : "mariadb-11.4";
        try (Sites sites = new Sites(servers.take(kind), servers.take("mariadb-11.4"))) {
            sites.everywhere("CREATE DATABASE two", "CREATE DATABASE more", "CREATE DATABASE seen");
            for (String schema : List.of("two", "more")) {
                sites.everywhere(
                        "CREATE TABLE " + schema + ".t (id INT PRIMARY KEY, v INT)",
                        "CREATE TABLE seen." + schema + " (id INT, v INT)",
                        "CREATE TRIGGER " + schema + ".i AFTER INSERT ON " + schema + ".t FOR EACH ROW"
                                + " INSERT INTO seen." + schema + " VALUES (NEW.id, NEW.v)",
                        "CREATE TRIGGER " + schema + ".u AFTER UPDATE ON " + schema + ".t FOR EACH ROW"
                                + " INSERT INTO seen." + schema + " VALUES (NEW.id, NEW.v)");
            }
            for (String schema : List.of("two", "more")) {
                sites.openChannel(schema, Modes.schema(schema).withEverything(6_000, 4, Order.SOURCE), WAYS);
            }
            sites.walk("more 2>1").load(false); // one falls behind
            for (int site = 1; site <= 2; site++) {
                for (int id = site; id < 40; id += 2) {
                    sites.server(site)
                            .execute(
                                    "BEGIN",
                                    "INSERT INTO two.t VALUES (" + id + ", 0)",
                                    "INSERT INTO more.t VALUES (" + id + ", 0)",
                                    "COMMIT",
                                    "UPDATE two.t SET v = v + 1 WHERE id = " + id,
                                    "UPDATE two.t JOIN more.t USING (id) SET two.t.v = 2, more.t.v = 2 WHERE id = "
                                            + id);
                }
            }
            sites.walk("two 2>1").awaitApplied();
            sites.server(1).execute("UPDATE two.t SET v = 3 WHERE id = 2", "UPDATE more.t SET v = 3 WHERE id = 1");
            sites.walk("more 2>1").load(true);
            sites.awaitRest();

            sites.assertEqual("two.t", "more.t");
            for (int site = 1; site <= 2; site++) {
                assertThat(Walk.rows(sites.server(site), "SELECT COUNT(*), SUM(v) FROM two.t"))
                        .containsExactly(List.of("39", "79"));
                assertThat(Walk.rows(sites.server(site), "SELECT COUNT(*), SUM(v) FROM more.t"))
                        .containsExactly(List.of("39", "79"));
                String own = " WHERE id % 2 = " + site % 2;
                assertThat(Walk.rows(sites.server(site), "SELECT COUNT(*) FROM seen.two" + own))
                        .as("an insert and two updates of each row that was made there, and one by the other site")
                        .containsExactly(List.of(site == 1 ? "60" : "58"));
                assertThat(Walk.rows(sites.server(site), "SELECT COUNT(*) FROM seen.more" + own))
                        .as("an insert and an update, and one more of a row")
                        .containsExactly(List.of(site == 1 ? "41" : "38"));
            }
        }
    }
}
