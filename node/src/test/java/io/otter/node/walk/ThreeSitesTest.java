package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring, a mesh and a chain of three sites. */
@ExtendWith(SharedServers.class)
class ThreeSitesTest {
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);

    @ParameterizedTest
    @ValueSource(strings = {"1>2 2>3 3>1", "1>2 2>1 2>3 3>2 1>3 3>1", "1>2 2>1 2>3 3>2"})
    void threeSitesGetEachChangeOnce(String ways, ServerPool servers) {
        String kind = DatabaseServer.available("mysql-8.0") ? "mysql-8.0" : "mariadb-11.4";
        try (Sites sites = new Sites(servers.take(kind), servers.take("mariadb-11.4"), servers.take(kind))) {
            sites.everywhere("CREATE DATABASE two", "CREATE TABLE two.t (id INT PRIMARY KEY, v INT)");
            sites.open(MODES, ways.split(" "));
            for (int site = 1; site <= 3; site++) {
                sites.server(site)
                        .execute(
                                "INSERT INTO two.t VALUES (" + site + ", 0)",
                                "UPDATE two.t SET v = v + 1 WHERE id = " + site,
                                "INSERT INTO two.t VALUES (" + site + "0, 0)",
                                "DELETE FROM two.t WHERE id = " + site + "0",
                                "UPDATE two.t SET v = v + 1 WHERE id = " + site);
            }
            sites.awaitRest();
            sites.server(3).execute("ALTER TABLE two.t ADD COLUMN w INT DEFAULT 7");
            sites.awaitRest();
            sites.server(1).execute("INSERT INTO two.t VALUES (4, 4, 4)");
            sites.awaitRest();

            sites.assertEqual("two.t");
            assertThat(Walk.rows(sites.server(2), "SELECT id, v, w FROM two.t ORDER BY id"))
                    .containsExactly(
                            List.of("1", "2", "7"),
                            List.of("2", "2", "7"),
                            List.of("3", "2", "7"),
                            List.of("4", "4", "4"));
        }
    }
}
