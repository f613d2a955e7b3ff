package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.common.model.StartPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pipeline that goes from node to node, with random DDL between what one has applied and what the next finds in the log.
 * Nodes share nothing but the target. {@code -Dotter.takeovers=10} for the long run.
 */
@ExtendWith(SharedServers.class)
class TakeoverTest {
    private static final int TAKEOVERS = Integer.getInteger("otter.takeovers", 4);
    private static final int STATEMENTS = 10;

    private final List<String> script = new ArrayList<>();

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theNextNodeKnowsTheColumnsOfEveryRow(String name, ServerPool servers) throws Exception {
        long seed = Seed.of(TakeoverTest.class);
        Random random = new Random(seed);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            List<RandomTable> tables = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tables.add(RandomTable.of(random, "t" + i, List.of()));
            }
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE random CHARACTER SET utf8mb4");
                tables.forEach(table -> server.execute("SET SESSION sql_mode = ''", table.create()));
            }
            Walk walk = new Walk(source, target, Modes.schema("random").withEverything(6_000, 4, Order.SOURCE));
            try {
                walk.awaitApplied();
                for (int i = 0; i < TAKEOVERS; i++) {
                    play(source, random, tables);
                    walk.awaitApplied();
                    walk.load(random.nextBoolean()); // the next statements are applied, or only read
                    play(source, random, tables);
                    walk.close();
                    play(source, random, tables);
                    walk = walk.successor();
                }
                walk.awaitApplied();
            } finally {
                walk.close();
            }
            List<String> names = Walk.rows(source, "SHOW TABLES IN random").stream()
                    .map(row -> "random." + row.get(0))
                    .toList();
            assertThat(new TableComparer(source, target).difference(names))
                    .as(String.join(";\n", script))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aPositionThatIsMovedBackOrForwardOverDdlMixesNoColumnsUp(String name, ServerPool servers) {
        String swap = "ALTER TABLE random.p MODIFY COLUMN cost INT AFTER id";
        String back = "ALTER TABLE random.p MODIFY COLUMN price INT AFTER id";
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE random", "CREATE TABLE random.p (id INT PRIMARY KEY, price INT, cost INT)");
            }
            Modes modes = Modes.schema("random").withEverything(6_000, 4, Order.SOURCE);
            Walk walk = new Walk(source, target, modes);
            try {
                source.execute(insert(1));
                walk.awaitApplied();
                StartPosition before = Walk.end(source);
                source.execute(insert(2), swap, insert(3));
                walk.awaitApplied();
                walk.close();

                target.execute("DELETE FROM random.p WHERE id > 1", back);
                walk = walk.moved(before);
                walk.awaitApplied();
                assertThat(Walk.rows(target, "SELECT id, price, cost FROM random.p"))
                        .containsExactly(List.of("1", "100", "1"), List.of("2", "100", "1"), List.of("3", "100", "1"));
                walk.close();

                source.execute(back, insert(4));
                StartPosition later = Walk.end(source);
                target.execute(back);
                source.execute(insert(5), swap, insert(6));
                walk = walk.moved(later);
                walk.awaitApplied();
                assertThat(Walk.rows(target, "SELECT id, price, cost FROM random.p WHERE id > 3"))
                        .containsExactly(List.of("5", "100", "1"), List.of("6", "100", "1"));
            } finally {
                walk.close();
            }
        }
    }

    private static String insert(int id) {
        return "INSERT INTO random.p (id, price, cost) VALUES (" + id + ", 100, 1)";
    }

    /** Rows before and after each DDL. What the source refuses is passed over. */
    private void play(DatabaseServer source, Random random, List<RandomTable> tables) throws SQLException {
        RandomDdl ddl = new RandomDdl(random, tables, RandomClauses.Grammar.of(source.name(), source.name()));
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            if (source.isMariaDb()) {
                // The driver gives up where it hears of another character set.
                statement.execute("SET SESSION session_track_system_variables = ''");
            }
            statement.setEscapeProcessing(false);
            statement.execute("SET SESSION sql_mode = ''");
            for (int i = 0; i < STATEMENTS; i++) {
                List<String> sql = new ArrayList<>();
                for (RandomTable table : tables) {
                    sql.add(table.statement(random));
                }
                sql.addAll(ddl.next());
                for (RandomTable table : tables) {
                    sql.add(table.statement(random));
                }
                for (String one : sql) {
                    try {
                        statement.execute(one);
                        script.add(one);
                    } catch (SQLException e) {
                        assertThat(e.getErrorCode()).as(e.getMessage()).isPositive();
                    }
                }
            }
        }
    }
}
