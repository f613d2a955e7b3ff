package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.common.error.OtterException;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What other tools were caught by: every case comes out right, or is refused aloud where that is right as well. */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldCasesTest {
    private final Map<String, List<DatabaseServer>> started = new HashMap<>();

    @AfterAll
    void stopServers() {
        started.values().stream().flatMap(List::stream).forEach(DatabaseServer::close);
    }

    /** Servers write what a decoder needs with FULL, and leave it to the history with MINIMAL. */
    static Stream<Arguments> cases() {
        return FieldCase.all().stream()
                .flatMap(one -> one.servers().stream()
                        .sorted()
                        .flatMap(kind ->
                                Stream.of("MINIMAL", "FULL").map(metadata -> Arguments.of(one, kind, metadata))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutRight(FieldCase one, String kind, String metadata) {
        assumeTrue(DatabaseServer.available(kind), kind + " is not installed");
        List<DatabaseServer> servers = started.computeIfAbsent(kind, FieldCasesTest::start);
        DatabaseServer source = servers.get(0);
        DatabaseServer target = servers.get(1);
        source.execute("SET GLOBAL binlog_row_metadata = " + metadata);
        for (DatabaseServer server : servers) {
            server.execute("DROP DATABASE IF EXISTS fc", "DROP DATABASE IF EXISTS fcx");
            server.execute(one.both().toArray(String[]::new));
        }
        source.execute(one.source().toArray(String[]::new));
        target.execute(one.target().toArray(String[]::new));
        boolean refused = false;
        try (Walk walk = new Walk(source, target, Modes.schema("fc").withEverything(3, 4, Order.SOURCE))) {
            walk.awaitApplied();
            for (List<String> step : one.steps()) {
                source.execute(step.toArray(String[]::new));
            }
            walk.awaitApplied();
        } catch (OtterException e) {
            assertThat(one.refusable()).as(e.describe()).isTrue();
            refused = true;
        }
        if (!refused) {
            compare(one, source, target);
        }
        for (FieldCase.Right right : one.rights()) {
            if (!refused || right.evenWhenRefused()) {
                assertThat(rows(right.atSource() ? source : target, right.query()))
                        .as(right.query())
                        .isEqualTo(right.rows());
            }
        }
    }

    private static String rows(DatabaseServer server, String query) {
        return Walk.rows(server, query).stream()
                .map(row -> String.join("\\t", row))
                .collect(Collectors.joining("\\n"));
    }

    private static void compare(FieldCase one, DatabaseServer source, DatabaseServer target) {
        List<String> tables = one.tables();
        if (tables.equals(List.of("*"))) {
            tables = tables(source);
            assertThat(tables(target)).isEqualTo(tables);
            for (String table : tables) {
                assertThat(definition(target, table)).isEqualTo(definition(source, table));
            }
        }
        assertThat(new TableComparer(source, target).difference(tables)).isEmpty();
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
        String text = String.valueOf(Walk.rows(server, "SHOW CREATE TABLE fc.`" + table.substring("fc.".length()) + "`")
                .get(0)
                .get(1));
        return text.replaceAll(" AUTO_INCREMENT=\\d+", "");
    }

    private static List<DatabaseServer> start(String kind) {
        List<DatabaseServer> servers = List.of(DatabaseServer.start(kind), DatabaseServer.start(kind));
        Walk.prepare(servers.get(0), servers.get(1));
        return servers;
    }
}
