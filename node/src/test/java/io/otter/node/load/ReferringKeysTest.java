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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedServers.class)
class ReferringKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void areFoundInPartsEachOnceWhateverTheirKeysAre(String kind, ServerPool servers) throws SQLException {
        try (DatabaseServer server = servers.take(kind);
                Connection connection = server.connect()) {
            server.execute(
                    "CREATE DATABASE f",
                    "CREATE TABLE f.p (id INT PRIMARY KEY)",
                    "INSERT INTO f.p VALUES (1), (2), (3)");
            for (String key : List.of(
                    "a INT, b VARCHAR(9) COLLATE utf8mb4_general_ci",
                    "a FLOAT, b DOUBLE",
                    "a ENUM('9', '10', '2', '1', '8', '3'), b SET('y', 'x')",
                    "a BIT(9), b VARBINARY(4)",
                    "a DECIMAL(9, 3), b TIMESTAMP(3)")) {
                server.execute(
                        "DROP TABLE IF EXISTS f.c",
                        "CREATE TABLE f.c (" + key
                                + ", p INT, PRIMARY KEY (a, b), FOREIGN KEY (p) REFERENCES f.p (id))");
                for (int i = 1; i <= 6; i++) {
                    String a = key.startsWith("a ENUM") || key.startsWith("a BIT") ? "" + i : "0.1 * " + 10 * i;
                    a = key.contains("FLOAT") ? i + " / 7" : a;
                    String b = key.contains("SET(")
                            ? "1"
                            : key.contains("TIMESTAMP")
                                    ? "'2020-01-01 00:00:00.1'"
                                    : key.contains("DOUBLE") ? "1 / 3" : "'X'";
                    String other = key.contains("SET(")
                            ? "2"
                            : key.contains("TIMESTAMP")
                                    ? "'2020-01-01 00:00:00.25'"
                                    : key.contains("DOUBLE") ? "2 / 3" : "'y'";
                    server.execute("INSERT INTO f.c VALUES (" + a + ", " + b + ", 1), (" + a + ", " + other + ", "
                            + (i < 3 ? 1 : 2) + ")");
                }
                TableMeta child = new TableCatalog().find(connection, "f", "c").orElseThrow();
                TableMeta parent = new TableCatalog().find(connection, "f", "p").orElseThrow();
                List<String> found = new ArrayList<>();
                new ReferringKeys(connection, parent, child, child.foreignKeys().get(0), 3)
                        .find(List.of(List.of(1L), List.of(2L), List.of(3L)), part -> {
                            assertThat(part).hasSizeLessThanOrEqualTo(3);
                            part.forEach(row -> found.add(Values.text(row.get(0)) + " " + Values.text(row.get(1))));
                        });
                assertThat(found).as(key).hasSize(12).doesNotHaveDuplicates();
            }
        }
    }
}
