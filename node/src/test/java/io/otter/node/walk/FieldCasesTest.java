package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.OtterException;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other tools were caught by: every case comes out right, or is refused aloud where that is right as well. With
 * {@code -Dotter.pairs=all} between two of every kind of server, with {@code -Dotter.pairs=mysql-5.6:} of that kind, and then
 * also those that are {@code -- long}; with {@code -Dotter.cases=names} only those whose name has a match of it.
 */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class FieldCasesTest {
    private static final String PAIRS = System.getProperty("otter.pairs", "");
    private static final String CASES = System.getProperty("otter.cases", "");

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    @AfterAll
    void stopServers() {
        Stream.of(from, to).filter(Objects::nonNull).forEach(DatabaseServer::close);
    }

    /** Servers write what a decoder needs with FULL, and leave it to the history with MINIMAL; one is older than both. */
    static Stream<Arguments> cases() {
        if (PAIRS.isEmpty()) {
            return Stream.of(
                            cases("mysql-8.0", "MINIMAL"), cases("mysql-8.0", "FULL"), cases("mariadb-11.4", "MINIMAL"))
                    .flatMap(some -> some);
        }
        return TypeMatrixTest.SERVERS.stream()
                .filter(server -> PAIRS.equals("all") || (server + ":" + server).startsWith(PAIRS))
                .flatMap(server -> (server.equals("mysql-5.6") ? Stream.of("") : Stream.of("MINIMAL", "FULL"))
                        .flatMap(metadata -> cases(server, metadata)));
    }

    private static Stream<Arguments> cases(String server, String metadata) {
        return FieldCase.all(server).stream()
                .filter(one -> Pattern.compile(CASES).matcher(one.name()).find())
                .filter(one -> !one.isLong() || !PAIRS.isEmpty() || !CASES.isEmpty())
                .map(one -> Arguments.of(server, one, metadata));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutRight(String server, FieldCase one, String metadata, ServerPool servers) {
        start(server, servers);
        if (!metadata.isEmpty()) {
            source().execute("SET GLOBAL binlog_row_metadata = " + metadata);
        }
        for (DatabaseServer side : List.of(source(), target())) {
            side.execute("DROP DATABASE IF EXISTS fc", "DROP DATABASE IF EXISTS fcx");
            side.execute(one.both().toArray(String[]::new));
        }
        source().execute(one.source().toArray(String[]::new));
        target().execute(one.target().toArray(String[]::new));
        boolean refused = false;
        try (Walk walk = new Walk(source(), target(), Modes.schema("fc").withEverything(3, 4, Order.SOURCE))) {
            walk.awaitApplied();
            for (List<String> step : one.steps()) {
                if (step.isEmpty()) {
                    walk.awaitApplied();
                }
                source().execute(step.toArray(String[]::new));
            }
            walk.awaitApplied();
        } catch (OtterException e) {
            assertThat(one.refusable()).as(e.describe()).isTrue();
            refused = true;
        }
        if (!refused) {
            compare(one.tables());
        }
        for (FieldCase.Right right : one.rights()) {
            if (!refused || right.evenWhenRefused()) {
                assertThat(rows(right.atSource() ? source() : target(), right.query()))
                        .as(right.query() + ", at the source " + Walk.rows(source(), right.query()))
                        .isEqualTo(right.rows());
            }
        }
    }

    private void start(String server, ServerPool servers) {
        if (from != null && from.name().equals(server)) {
            return;
        }
        RequiredServer.assumeAvailable(server);
        stopServers();
        from = servers.take(server);
        to = servers.take(server);
        Walk.prepare(source(), target());
    }

    private void compare(List<String> named) {
        List<String> tables = named;
        if (named.equals(List.of("*"))) {
            tables = tables(source());
            assertThat(tables(target())).isEqualTo(tables);
            for (String table : tables) {
                assertThat(definition(target(), table)).isEqualTo(definition(source(), table));
            }
        }
        assertThat(new TableComparer(source(), target()).difference(tables)).isEmpty();
    }

    private static List<String> tables(DatabaseServer server) {
        return Walk.rows(
                        server,
                        "SELECT CONCAT('fc.', TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'"
                                + " AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static String definition(DatabaseServer server, String table) {
        server.execute("FLUSH TABLES"); // else it is as whoever opened it read it
        String text = String.valueOf(Walk.rows(server, "SHOW CREATE TABLE fc.`" + table.substring("fc.".length()) + "`")
                .get(0)
                .get(1));
        return text.replaceAll(" AUTO_INCREMENT=\\d+", "");
    }

    private static String rows(DatabaseServer server, String query) {
        return Walk.rows(server, query).stream()
                .map(row -> String.join("\\t", row))
                .collect(Collectors.joining("\\n"));
    }

    private DatabaseServer source() {
        return Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return Objects.requireNonNull(to);
    }
}
