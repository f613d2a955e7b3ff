package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.SelectedChange;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.workload.TableComparer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions that really ran in one schema, loaded into another over 8 connections. For a long run: {@code
 * -Dotter.test.loadSeeds=200 -Dotter.test.loadServers=mysql-5.6,mysql-9.7}; to repeat
 * one: {@code -Dotter.test.loadSeeds=1 -Dotter.seed=N}.
 */
@ExtendWith(SharedServers.class)
class ParallelLoadTest {
    private static final int TRANSACTIONS = 400;

    static List<String> servers() {
        return DatabaseServer.availableOf(System.getProperty("otter.test.loadServers", "mysql-8.0,mariadb-11.4")
                .split(","));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theTargetIsWhatTheSourceIs(String name, ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take(name)) {
            long first = Seed.of(ParallelLoadTest.class);
            int seeds = Integer.getInteger("otter.test.loadSeeds", 3);
            for (long seed = first; seed < first + seeds; seed++) {
                System.out.println("ParallelLoadTest " + name + ": seed " + seed);
                run(server, seed);
            }
        }
    }

    private static void run(DatabaseServer server, long seed) throws Exception {
        String what = server.name() + ", seed " + seed;
        try (RandomSource source = new RandomSource(server, seed)) {
            List<List<SelectedChange>> transactions = new ArrayList<>();
            for (int i = 0; i < TRANSACTIONS; i++) {
                transactions.add(source.transaction());
            }
            Random random = new Random(seed);
            try (LoadFixture load = LoadFixture.on(server)) {
                int from = 0;
                while (from < transactions.size()) {
                    int to = Math.min(transactions.size(), from + 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 4));
                    load.push(transactions.subList(from, to));
                    from = to;
                }
                load.await(what);
                assertThat(load.failed).as(what).isEmpty();
                assertThat(load.loaded.stream().mapToLong(LoadedBatch::repaired).sum())
                        .as(what + ": repaired")
                        .isZero();
                assertThat(load.loaded.stream()
                                .mapToLong(LoadedBatch::missingDeletes)
                                .sum())
                        .as(what + ": missing")
                        .isZero();
            }
            for (String table : RandomSource.tables()) {
                assertThat(TableComparer.difference(server, "src." + table, "shop." + table))
                        .as(what)
                        .isEmpty();
            }
        }
    }
}
