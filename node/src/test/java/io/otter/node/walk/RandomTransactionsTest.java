package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions and DDL on random tables, applied and compared with the source. A failing seed is printed with
 * the fewest statements that fail. {@code -Dotter.seeds=200} runs that many on every pair of servers,
 * {@code -Dotter.seed=42} only that one; {@code -Dotter.pairs=mysql-8.0:mariadb-11.4} uses one pair.
 */
@ExtendWith(SharedServers.class)
class RandomTransactionsTest {
    private static final int FEW = 10;
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

    private final Player player = new Player();
    private long applied;
    private long refused;
    private long asked;

    @ParameterizedTest
    @MethodSource("pairs")
    void theTargetEqualsTheSource(String from, String to, ServerPool servers) {
        RequiredServer.assumeAvailable(from);
        RequiredServer.assumeAvailable(to);
        Random random = new Random();
        try (DatabaseServer source = servers.take(from);
                DatabaseServer target = servers.take(to)) {
            Walk.prepare(source, target);
            Walk.setTimeZones(source, target);
            RandomClauses.Grammar grammar = RandomClauses.Grammar.of(from, to);
            int seeds = SEEDS <= FEW ? SEEDS / 2 : SEEDS; // a few on each of two pairs
            for (int i = 0; i < (ONE.isEmpty() ? seeds : 1); i++) {
                long seed = ONE.isEmpty() ? random.nextInt(Integer.MAX_VALUE) : Long.parseLong(ONE);
                System.out.println(from + " → " + to + ": seed " + seed);
                Scenario scenario = Scenario.of(seed, grammar);
                Optional<String> failure = failure(source, target, scenario);
                if (failure.isPresent()) {
                    fail("%s → %s: %s", from, to, fewest(source, target, scenario, failure.get()));
                }
            }
            System.out.printf(
                    "%s → %s: %d seeds, %s, %d rows applied, %d seeds refused for their partial images, %d asked about%n",
                    from, to, seeds, player.counts(), applied, refused, asked);
            assertThat(applied).isGreaterThan(10);
            assertThat(refused).isLessThanOrEqualTo(seeds / 10 + 1);
            assertThat(asked).isLessThanOrEqualTo(seeds / 5 + 1);
        }
    }

    private String fewest(DatabaseServer source, DatabaseServer target, Scenario scenario, String failure) {
        Scenario alone = scenario.inOneSession();
        Predicate<List<Scenario.Step>> fails = steps -> failure(source, target, alone.with(steps))
                .filter(other -> kind(other).equals(kind(failure)))
                .isPresent();
        if (scenario.sessions() > 1 && !fails.test(alone.steps())) {
            return failure + "\n-- equal when the sessions do not run at the same time, so not minimised:\n"
                    + scenario.script();
        }
        List<Scenario.Step> fewest = Minimiser.minimise(alone.steps(), fails, MINIMISING_RUNS);
        Scenario smallest = alone.with(fewest);
        return failure(source, target, smallest).orElse(failure) + "\n-- fewest statements:\n" + smallest.script();
    }

    /** An error code, or the table that differs. */
    private static String kind(String failure) {
        return failure.split("[:,]", 2)[0];
    }

    private Optional<String> failure(DatabaseServer source, DatabaseServer target, Scenario scenario) {
        if (!source.name().equals("mysql-5.6")) {
            source.execute("SET GLOBAL binlog_row_metadata = " + scenario.metadata());
        }
        for (DatabaseServer server : List.of(source, target)) {
            server.execute("SET SESSION foreign_key_checks = 0", "DROP DATABASE IF EXISTS random");
            server.execute("CREATE DATABASE random CHARACTER SET utf8mb4");
            server.execute("DROP DATABASE IF EXISTS aside", "CREATE DATABASE aside CHARACTER SET latin1");
            scenario.tables()
                    .forEach(
                            table -> server.execute("SET SESSION sql_mode = '', time_zone = '+00:00'", table.create()));
        }
        try (Walk walk = new Walk(source, target, scenario.modes())) {
            walk.awaitApplied(); // before the first DDL: the walk has read the table definitions
            walk.load(!scenario.backlog());
            player.play(source, scenario);
            walk.load(true);
            walk.awaitApplied();
            applied += walk.facts().rows();
        } catch (OtterException e) {
            if (e.code() == ErrorCode.BINLOG_NOT_FULL && !scenario.rowImage().equals("FULL")) {
                refused++; // an INSERT that left columns to their defaults, into a table whose rows cannot be looked up
                return Optional.empty();
            }
            if (e.code() == ErrorCode.DDL_WAITS
                    && !source.name().equals(target.name())
                    && e.getMessage().contains("the target refused")) {
                asked++; // what one kind of server takes and another does not
                return Optional.empty();
            }
            return Optional.of(e.code() + ": " + e.getMessage());
        } catch (ConditionTimeoutException e) {
            return Optional.of("nothing arrives any more");
        }
        return difference(source, target);
    }

    private static Optional<String> difference(DatabaseServer source, DatabaseServer target) {
        List<List<@Nullable String>> columns = columns(source);
        List<List<@Nullable String>> targetColumns = columns(target);
        if (!columns.equals(targetColumns)) {
            return Optional.of(
                    "columns and indexes " + columns + " at the source, " + targetColumns + " at the target");
        }
        List<String> tables =
                columns.stream().map(row -> "random." + row.get(0)).distinct().toList();
        if (source.name().equals(target.name())) {
            for (String table : tables) {
                String definition = definition(source, table);
                if (!definition.equals(definition(target, table))) {
                    return Optional.of("definition of " + table + ": " + definition + " at the source, "
                            + definition(target, table) + " at the target");
                }
            }
        }
        return new TableComparer(source, target)
                .difference(tables)
                .map(difference -> difference
                        + tables.stream()
                                .map(table -> only(source, target, table) + only(target, source, table))
                                .collect(Collectors.joining()));
    }

    /** Some rows that the other server does not have. */
    private static String only(DatabaseServer server, DatabaseServer other, String table) {
        List<List<@Nullable String>> rows = new ArrayList<>(Walk.rows(server, "SELECT * FROM " + table));
        Walk.rows(other, "SELECT * FROM " + table).forEach(rows::remove);
        return rows.stream()
                .limit(3)
                .map(row -> "%n-- %s only: %s %.300s".formatted(server, table, row))
                .collect(Collectors.joining());
    }

    private static String definition(DatabaseServer server, String table) {
        return String.valueOf(
                        Walk.rows(server, "SHOW CREATE TABLE " + table).get(0).get(1))
                .replaceFirst(" AUTO_INCREMENT=\\d+", "");
    }

    private static List<List<@Nullable String>> columns(DatabaseServer server) {
        return Walk.rows(
                server,
                "SELECT TABLE_NAME, 'column', ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, IS_NULLABLE"
                        + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'random'"
                        + " UNION ALL SELECT TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, 'key', NON_UNIQUE"
                        + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = 'random' ORDER BY 1, 2, 3");
    }
}
