package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.otter.common.error.OtterException;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions on random tables, applied and compared with the source. A seed that fails is printed with the fewest
 * statements that fail. {@code -Dotter.seeds=200} runs so many on every pair of servers, {@code -Dotter.seed=42} that one;
 * {@code -Dotter.pairs=mysql-8.0:mariadb-11.4} takes one pair.
 */
class RandomTransactionsTest {
    private static final int FEW = 5;
    private static final int SEEDS = Integer.getInteger("otter.seeds", FEW);
    private static final String ONE = System.getProperty("otter.seed", "");
    private static final int MINIMISING_RUNS = 150;

    static Stream<Arguments> pairs() {
        String pair = System.getProperty("otter.pairs", "");
        if (pair.contains(":")) {
            return Stream.of(Arguments.of((Object[]) pair.split(":", 2)));
        }
        Stream<Arguments> few =
                Stream.of(Arguments.of("mysql-8.0", "mysql-8.0"), Arguments.of("mariadb-11.4", "mariadb-11.4"));
        return SEEDS <= FEW
                ? few
                : TypeMatrixTest.SERVERS.stream()
                        .flatMap(from -> TypeMatrixTest.SERVERS.stream().map(to -> Arguments.of(from, to)));
    }

    private long applied;

    @ParameterizedTest
    @MethodSource("pairs")
    void theTargetEqualsTheSource(String from, String to) {
        RequiredServer.assumeAvailable(from);
        RequiredServer.assumeAvailable(to);
        Random random = new Random();
        try (DatabaseServer source = DatabaseServer.start(from, "--default-time-zone=+05:30");
                DatabaseServer target = DatabaseServer.start(to, "--default-time-zone=-08:00")) {
            Walk.prepare(source, target);
            for (int i = 0; i < (ONE.isEmpty() ? SEEDS : 1); i++) {
                long seed = ONE.isEmpty() ? random.nextInt(Integer.MAX_VALUE) : Long.parseLong(ONE);
                System.out.println(from + " → " + to + ": seed " + seed);
                Scenario scenario = Scenario.of(seed);
                Optional<String> failure = failure(source, target, scenario);
                if (failure.isPresent()) {
                    List<Scenario.Step> fewest = Minimiser.minimise(
                            scenario.steps(),
                            steps -> failure(source, target, scenario.with(steps))
                                    .isPresent(),
                            MINIMISING_RUNS);
                    fail(
                            "%s → %s: %s%nfewest statements (-Dotter.seed=%d):%n%s",
                            from, to, failure.get(), seed, scenario.with(fewest).script());
                }
            }
            System.out.println(from + " → " + to + ": " + applied + " rows");
            assertThat(applied).isGreaterThan(10);
        }
    }

    private Optional<String> failure(DatabaseServer source, DatabaseServer target, Scenario scenario) {
        for (DatabaseServer server : List.of(source, target)) {
            server.execute("SET SESSION foreign_key_checks = 0", "DROP DATABASE IF EXISTS random");
            server.execute("CREATE DATABASE random CHARACTER SET utf8mb4");
            scenario.tables().forEach(table -> server.execute("SET SESSION sql_mode = ''", table.create()));
        }
        try (Walk walk = new Walk(source, target, scenario.modes())) {
            run(source, scenario);
            walk.awaitApplied();
            applied += walk.facts().rows();
        } catch (OtterException e) {
            return Optional.of(e.code() + ": " + e.getMessage());
        }
        return new TableComparer(source, target)
                .difference(
                        scenario.tables().stream().map(RandomTable::fullName).toList());
    }

    private static void run(DatabaseServer source, Scenario scenario) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', binlog_row_image = "
                            + scenario.rowImage());
            connection.setAutoCommit(false);
            int transaction = 0;
            for (Scenario.Step step : scenario.steps()) {
                if (step.transaction() != transaction) {
                    connection.commit();
                    transaction = step.transaction();
                }
                try {
                    statement.execute(step.sql());
                } catch (SQLException e) {
                    // A duplicate key or a missing parent: the statement has changed nothing.
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        }
    }
}
