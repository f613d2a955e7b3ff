package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class CascadedRowsTest {
    @Test
    void areThoseThatTheServerWouldChangeAndNoOthers(ServerPool servers) throws SQLException {
        String kind = DatabaseServer.available("mysql-8.0") ? "mysql-8.0" : "mariadb-11.4";
        try (DatabaseServer server = servers.take(kind)) {
            server.execute(
                    "CREATE DATABASE f",
                    "CREATE TABLE f.region (id INT PRIMARY KEY, code INT UNIQUE)",
                    "CREATE TABLE f.customer (id BIGINT UNSIGNED PRIMARY KEY, region INT, code INT,"
                            + " FOREIGN KEY (region) REFERENCES f.region (id) ON DELETE SET NULL,"
                            + " FOREIGN KEY (code) REFERENCES f.region (code) ON UPDATE CASCADE)",
                    "CREATE TABLE f.orders (id INT PRIMARY KEY, customer BIGINT UNSIGNED,"
                            + " FOREIGN KEY (customer) REFERENCES f.customer (id) ON DELETE CASCADE)",
                    "CREATE TABLE f.item (orders INT, no INT, PRIMARY KEY (orders, no),"
                            + " FOREIGN KEY (orders) REFERENCES f.orders (id) ON DELETE CASCADE)",
                    "CREATE TABLE f.log (id INT PRIMARY KEY, orders INT,"
                            + " FOREIGN KEY (orders) REFERENCES f.orders (id) ON DELETE CASCADE)",
                    "CREATE TABLE f.box (id INT PRIMARY KEY)",
                    "CREATE TABLE f.thing (box INT, no INT, PRIMARY KEY (box, no),"
                            + " FOREIGN KEY (box) REFERENCES f.box (id) ON UPDATE CASCADE)",
                    "INSERT INTO f.box VALUES (1)",
                    "INSERT INTO f.thing VALUES (1, 7)",
                    "INSERT INTO f.region VALUES (1, 11)",
                    "INSERT INTO f.customer VALUES (18446744073709551615, 1, NULL), (2, NULL, 11)",
                    "INSERT INTO f.orders VALUES (5, 18446744073709551615), (6, 2)",
                    "INSERT INTO f.item VALUES (5, 1), (5, 2), (6, 1)",
                    "INSERT INTO f.log VALUES (1, 5)");
            try (Connection connection = server.connect()) {
                assertThat(with(connection, "region", 1L, null))
                        .as("orders of customers that only forget their region stay")
                        .containsExactly("f.customer [18446744073709551615]");
                assertThat(with(connection, "region", 1L, Map.of("CODE", 12L))).containsExactly("f.customer [2]");
                assertThat(with(connection, "region", 1L, Map.of("id", 2L)))
                        .as("a region that has customers cannot get another id")
                        .isEmpty();
                assertThat(with(connection, "customer", 2L, null)).containsExactly("f.orders [6]", "f.item [6, 1]");
                assertThat(with(connection, "orders", 5L, null))
                        .as("the log is nobody's")
                        .containsExactly("f.item [5, 1]", "f.item [5, 2]");
                assertThat(with(connection, "box", 1L, Map.of("id", 9L)))
                        .as("where its own key follows, the row that it becomes, too")
                        .containsExactly("f.thing [1, 7]", "f.thing [9, 7]");
            }
        }
    }

    private static List<String> with(
            Connection connection, String table, long id, @Nullable Map<String, @Nullable Object> changed)
            throws SQLException {
        TableMeta meta = new TableCatalog().find(connection, "f", table).orElseThrow();
        List<String> found = new ArrayList<>();
        new CascadedRows(
                        connection,
                        new ReferringTables(),
                        name -> !name.table().equals("log"),
                        some -> some.forEach(row -> found.add(row.table() + " " + row.key())))
                .with(meta, List.of(List.of(id)), changed);
        return found;
    }
}
