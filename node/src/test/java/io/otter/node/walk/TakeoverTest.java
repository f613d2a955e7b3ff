package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
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

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theNextNodeKnowsTheColumnsOfEveryRow(String name, ServerPool servers) throws Exception {
        long seed = System.nanoTime();
        System.out.println(name + ": takeovers of seed " + seed);
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
            Walk walk = new Walk(source, target, Modes.schema("random"));
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
            assertThat(new TableComparer(source, target).difference(names)).isEmpty();
        }
    }

    /** Rows before and after each DDL. What the source refuses is passed over. */
    private static void play(DatabaseServer source, Random random, List<RandomTable> tables) throws SQLException {
        RandomDdl ddl = new RandomDdl(random, tables, RandomClauses.Grammar.of(source.name(), source.name()));
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
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
                    } catch (SQLException e) {
                        assertThat(e.getErrorCode()).as(e.getMessage()).isPositive();
                    }
                }
            }
        }
    }
}
