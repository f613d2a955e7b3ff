package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.OtterException;
import io.otter.node.walk.TypeCase.Table;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All column types from every kind of server, by the log, and if pairs are asked for also as a copy and in a comparison,
 * their edge values compared byte by byte. One target per source, or with {@code -Dotter.pairs=all} every pair, or with
 * {@code -Dotter.pairs=mysql-8.0:} those with that prefix; both write {@code docs/compatibility.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class TypeMatrixTest {
    static final List<String> SERVERS = List.of("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    private static final String PAIRS = System.getProperty("otter.pairs", "");
    private static final Path DOCUMENT =
            Path.of("..", "docs", "compatibility.md").toAbsolutePath().normalize();
    private static final Pattern TABLE = Pattern.compile("types[`.]+([a-z]_\\w+)");

    private static final JsonMapper DOCUMENTS = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final CompatibilityDocument document = CompatibilityDocument.ofTypes(SERVERS);
    private @Nullable DatabaseServer source;

    static Stream<Arguments> pairs() {
        if (!PAIRS.isEmpty()) {
            return SERVERS.stream()
                    .flatMap(from -> SERVERS.stream()
                            .filter(to -> PAIRS.equals("all") || (from + ":" + to).startsWith(PAIRS))
                            .map(to -> Arguments.of(from, to)));
        }
        return Stream.of(
                Arguments.of("mysql-5.6", "mysql-8.0"),
                Arguments.of("mysql-8.0", "mariadb-11.4"),
                Arguments.of("mysql-9.7", "mysql-9.7"),
                Arguments.of("mariadb-10.11", "mysql-8.0"),
                Arguments.of("mariadb-11.4", "mariadb-11.4"));
    }

    @AfterAll
    void close() throws IOException {
        if (source != null) {
            source.close();
        }
        if (!PAIRS.isEmpty()) {
            document.write(DOCUMENT);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyValueOfEveryTypeArrives(String from, String to, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(from);
        RequiredServer.assumeAvailable(to);
        DatabaseServer source = started(from, servers);
        try (DatabaseServer target = servers.take(to)) {
            // Strictness, quoting and padding of the target's sessions must not matter, nor any server's time zone.
            target.execute("SET GLOBAL sql_mode = 'TRADITIONAL,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,"
                    + "PAD_CHAR_TO_FULL_LENGTH'");
            Walk.setTimeZones(source, target);
            Map<String, String> results = run(source, target);
            List<String> wrong = new ArrayList<>();
            results.forEach((name, result) -> document.put(from, to, name, result));
            for (TypeCase one : TypeCases.all()) {
                String expected = one.refused() == null
                        ? CompatibilityDocument.EXACT
                        : one.refused().name();
                if (one.servers().contains(from) && !expected.equals(results.get(one.name()))) {
                    wrong.add(one.name() + ": " + results.get(one.name()));
                }
            }
            assertThat(wrong).as(from + " → " + to).isEmpty();
            if (PAIRS.isEmpty()) {
                assertThat(document.differences(DOCUMENT))
                        .as("docs/compatibility.md, which -Dotter.pairs=all writes")
                        .isEmpty();
            }
        }
    }

    private DatabaseServer started(String name, ServerPool servers) {
        if (source != null && !source.name().equals(name)) {
            source.close();
            source = null;
        }
        if (source == null) {
            source = servers.take(name);
        }
        return source;
    }

    /** By case name: exact, the error code, or the difference. */
    private static Map<String, String> run(DatabaseServer source, DatabaseServer target) throws SQLException {
        List<TypeCase> cases = TypeCases.all().stream()
                .filter(one -> one.servers().contains(source.name()))
                .toList();
        Map<String, String> results = new LinkedHashMap<>();
        List<TypeCase> together = new ArrayList<>(
                cases.stream().filter(one -> one.refused() == null).toList());
        // The case that stops the pipeline is removed and the others start again, so that one run finds all of them.
        Optional<TypeCase> refused = tryTogether(source, target, together, results);
        while (refused.isPresent()) {
            together.remove(refused.get());
            refused = tryTogether(source, target, together, results);
        }
        for (TypeCase one : cases) {
            if (one.refused() != null) {
                tryTogether(source, target, List.of(one), results);
            }
        }
        return results;
    }

    /** @return the case that stopped the pipeline */
    private static Optional<TypeCase> tryTogether(
            DatabaseServer source, DatabaseServer target, List<TypeCase> cases, Map<String, String> results)
            throws SQLException {
        Walk.prepare(source, target);
        createTables(source, source, cases);
        createTables(target, source, cases);
        try (Walk walk = new Walk(source, target, Modes.schema("types"))) {
            try {
                // Existing rows that change in one transaction are updated with one statement, whatever the lengths and
                // edge values.
                change(source, cases, TypeMatrixTest::untilFirstUpdate);
                walk.awaitApplied();
                change(source, cases, TypeMatrixTest::fromFirstUpdate);
                walk.awaitApplied();
            } catch (OtterException e) {
                Optional<TypeCase> named = cases.size() == 1 ? Optional.of(cases.get(0)) : named(cases, e);
                System.out.println(source.name() + " → " + target.name() + ": " + e.getMessage());
                results.put(
                        named.orElseThrow(() -> e).name(),
                        cases.size() == 1 ? e.code().name() : e.code() + " " + e.getMessage());
                return named;
            }
            for (TypeCase one : cases) {
                results.put(one.name(), compare(source, target, one));
            }
            // Copies take longer than all else.
            if (cases.size() > 1 && !PAIRS.isEmpty()) {
                results.putAll(new CopiedTypes(walk, source, target).faults(cases));
            }
        }
        return Optional.empty();
    }

    private static Optional<TypeCase> named(List<TypeCase> cases, OtterException fault) {
        Matcher matcher = TABLE.matcher(String.valueOf(fault.getMessage()));
        return matcher.find()
                ? cases.stream()
                        .filter(one -> one.tables().stream()
                                .anyMatch(table -> table.name().equals(matcher.group(1))))
                        .findFirst()
                : Optional.empty();
    }

    private static void createTables(DatabaseServer server, DatabaseServer source, List<TypeCase> cases)
            throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            if (server.name().startsWith("mysql-8") || server.name().startsWith("mysql-9")) {
                statement.execute("SET SESSION sql_generate_invisible_primary_key = ON");
            }
            statement.execute("DROP DATABASE IF EXISTS types");
            statement.execute("CREATE DATABASE types CHARACTER SET utf8mb4");
            for (TypeCase one : cases) {
                boolean has = server == source || one.servers().contains(server.name());
                for (Table table : one.tables()) {
                    String columns = has || table.alternative().isEmpty() ? table.columns() : table.alternative();
                    String format = server.name().equals("mysql-5.6") ? " ROW_FORMAT=DYNAMIC" : "";
                    execute(statement, "CREATE TABLE types." + table.name() + " " + columns + format);
                }
            }
        }
    }

    private static void change(DatabaseServer source, List<TypeCase> cases, Function<TypeCase, List<String>> statements)
            throws SQLException {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00'");
            connection.setAutoCommit(false);
            for (TypeCase one : cases) {
                for (String sql : statements.apply(one)) {
                    if (sql.startsWith("SET ")) {
                        connection.commit();
                    }
                    execute(statement, sql);
                }
                connection.commit();
            }
        }
    }

    private static List<String> untilFirstUpdate(TypeCase one) {
        return one.statements().subList(0, firstUpdate(one));
    }

    private static List<String> fromFirstUpdate(TypeCase one) {
        return one.statements().subList(firstUpdate(one), one.statements().size());
    }

    /** Statements that depend on their session are kept together. */
    private static int firstUpdate(TypeCase one) {
        int first = 0;
        while (first < one.statements().size() && one.statements().get(first).startsWith("INSERT ")) {
            first++;
        }
        return first;
    }

    private static void execute(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in " + sql.substring(0, Math.min(300, sql.length())), e);
        }
    }

    static String compare(DatabaseServer source, DatabaseServer target, TypeCase one) {
        for (Table table : one.tables()) {
            String sql = "SELECT " + String.join(", ", table.looks()) + " FROM types." + table.name();
            List<List<@Nullable String>> left = Walk.rows(source, sql);
            List<List<@Nullable String>> right = Walk.rows(target, sql);
            boolean otherJson =
                    source.isMariaDb() != target.isMariaDb() || target.name().equals("mysql-5.6");
            if (one.name().equals("JSON") && otherJson) {
                left.forEach(row -> row.replaceAll(TypeMatrixTest::document));
                right.forEach(row -> row.replaceAll(TypeMatrixTest::document));
            }
            if (table.looks().contains(TypeCase.Look.REAL.expression)) {
                left.forEach(row -> row.replaceAll(TypeMatrixTest::real));
                right.forEach(row -> row.replaceAll(TypeMatrixTest::real));
            }
            left.sort(Comparator.comparing(Object::toString));
            right.sort(Comparator.comparing(Object::toString));
            if (left.isEmpty()) {
                return "no row at the source";
            }
            if (!left.equals(right)) {
                return difference(table.name(), left, right);
            }
        }
        return CompatibilityDocument.EXACT;
    }

    /** MySQL stores the meaning of a document, the others its text. */
    private static @Nullable String document(@Nullable String text) {
        return text == null ? null : DOCUMENTS.writeValueAsString(DOCUMENTS.readValue(text, Object.class));
    }

    /** Servers print the same double differently. */
    private static @Nullable String real(@Nullable String text) {
        return text == null ? null : Double.toString(Double.parseDouble(text));
    }

    private static String difference(
            String table, List<List<@Nullable String>> left, List<List<@Nullable String>> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!left.get(i).equals(right.get(i))) {
                String at = left.get(i).toString();
                String arrived = right.get(i).toString();
                int from = Math.max(0, mismatch(at, arrived) - 100);
                return table + ": from character " + from + " of " + at.length() + " " + cut(at.substring(from))
                        + " at the source, of " + arrived.length() + " " + cut(arrived.substring(from))
                        + " at the target";
            }
        }
        return table + ": " + left.size() + " rows at the source, " + right.size() + " at the target";
    }

    private static int mismatch(String one, String other) {
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String cut(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
