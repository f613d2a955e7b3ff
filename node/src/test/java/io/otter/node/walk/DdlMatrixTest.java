package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of every kind of DDL: one pair of servers, or with {@code -Dotter.pairs=all} every pair, or with
 * {@code -Dotter.pairs=mysql-8.0:} those with that prefix; both write {@code docs/compatibility.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DdlMatrixTest {
    private static final List<String> SERVERS = TypeMatrixTest.SERVERS;
    private static final String PAIRS = System.getProperty("otter.pairs", "");
    private static final Path DOCUMENT =
            Path.of("..", "docs", "compatibility.md").toAbsolutePath().normalize();
    private static final String APPLIED = "applied";
    private static final String ASKED = "asked";
    private static final String PASSED_OVER = "passed over";

    private final CompatibilityDocument document = CompatibilityDocument.ofDdl(SERVERS);

    static Stream<Arguments> pairs() {
        Stream<String> pairs = SERVERS.stream().flatMap(from -> SERVERS.stream().map(to -> from + ":" + to));
        return pairs.filter(pair -> PAIRS.isEmpty()
                        ? pair.equals("mariadb-11.4:mariadb-11.4")
                        : PAIRS.equals("all") || pair.startsWith(PAIRS))
                .map(pair -> Arguments.of((Object[]) pair.split(":")));
    }

    @AfterAll
    void write() throws IOException {
        if (!PAIRS.isEmpty()) {
            document.write(DOCUMENT);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyKindIsAppliedAskedAboutOrPassedOver(String from, String to) throws Exception {
        RequiredServer.assumeAvailable(from);
        RequiredServer.assumeAvailable(to);
        Map<String, String> results = new LinkedHashMap<>();
        try (DatabaseServer source = DatabaseServer.start(from);
                DatabaseServer target = DatabaseServer.start(to)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE kinds", "CREATE DATABASE aside");
                for (DdlKindCase one : DdlKindCase.ALL) {
                    server.execute(one.before().toArray(String[]::new));
                }
            }
            List<DdlKindCase> left = new ArrayList<>(DdlKindCase.ALL);
            while (!left.isEmpty()) {
                run(source, target, left, results);
            }
        }
        results.forEach((kind, result) -> document.put(from, to, kind, result));
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result)
                        .as(results.toString())
                        .isIn(APPLIED, ASKED, PASSED_OVER, CompatibilityDocument.NONE));
        if (PAIRS.isEmpty()) {
            assertThat(document.differences(DOCUMENT))
                    .as("docs/compatibility.md, which -Dotter.pairs=all writes")
                    .isEmpty();
        }
    }

    /** Takes cases from the list until one ends the pipeline. */
    private static void run(
            DatabaseServer source, DatabaseServer target, List<DdlKindCase> left, Map<String, String> results) {
        try (Walk walk = new Walk(source, target, Modes.schema("kinds").withEverything(3, 1, Order.SOURCE))) {
            walk.awaitApplied();
            while (!left.isEmpty()) {
                DdlKindCase one = left.remove(0);
                List<?> before = definitions(target, one);
                if (!play(source, one.statements())) {
                    results.put(one.name(), CompatibilityDocument.NONE);
                    continue;
                }
                Optional<OtterException> fault = applied(walk);
                if (fault.isPresent()) {
                    boolean asked = fault.get().code() == ErrorCode.DDL_WAITS;
                    results.put(one.name(), asked ? ASKED : fault.get().describe());
                    return;
                }
                results.put(one.name(), definitions(target, one).equals(before) ? PASSED_OVER : APPLIED);
            }
        }
    }

    private static Optional<OtterException> applied(Walk walk) {
        try {
            walk.awaitApplied();
            return Optional.empty();
        } catch (OtterException e) {
            return Optional.of(e);
        }
    }

    /** False if the server does not know the statement. */
    private static boolean play(DatabaseServer source, List<String> statements) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Of the tables that the statements name. */
    private static List<?> definitions(DatabaseServer server, DdlKindCase one) {
        List<List<@Nullable String>> tables = Walk.rows(
                server, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'kinds' ORDER BY 1");
        List<Object> all = new ArrayList<>();
        all.add(tables);
        all.add(Walk.rows(server, "SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '%kinds'"));
        for (String table : one.tables()) {
            if (tables.stream().anyMatch(row -> table.equals(row.get(0)))) {
                all.add(Walk.rows(server, "SHOW CREATE TABLE kinds." + table));
                all.add(Walk.rows(server, "SELECT COUNT(*) FROM kinds." + table));
            }
        }
        return all;
    }
}
