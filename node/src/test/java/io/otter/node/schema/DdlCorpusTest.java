package io.otter.node.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.SqlRefusedException;
import io.otter.node.sql.SqlStatement;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Statements from files of your own, one after the other between lines of a single {@code ;}: what the server accepts is
 * understood, and what it runs leaves the tables that the follower says. Tables, columns and keys that a statement needs are
 * made. {@code -Dotter.ddl.corpus=directory -Dotter.ddl.server=mariadb-11.4}
 */
@EnabledIfSystemProperty(named = "otter.ddl.corpus", matches = ".+")
class DdlCorpusTest {
    private static final Path CORPUS = Path.of(System.getProperty("otter.ddl.corpus", ""));
    private static final String SERVER = System.getProperty("otter.ddl.server", "mysql-8.0");
    private static final Set<String> NOT_OURS = Set.of("mysql", "sys", "information_schema", "performance_schema");
    private static final Pattern QUOTED = Pattern.compile("[`'‘\"]([^`'’\"]+)[`'’\"]");
    private static final int ATTEMPTS = 25;
    private static final int SYNTAX = 1064;

    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private String table = "";

    @Test
    void isUnderstoodAsTheServerDoes() throws Exception {
        try (DatabaseServer server = DatabaseServer.start(SERVER);
                Connection connection = server.connect();
                Statement statement = connection.createStatement();
                Stream<Path> files = Files.list(CORPUS)) {
            statement.setEscapeProcessing(false);
            statement.execute("SET SESSION sql_mode = '', lock_wait_timeout = 1");
            LiveSource live = new FollowedDdlTest.Live(statement, server.isMariaDb());
            ServerDefaults defaults = ServerDefaults.of(live);
            for (Path file : files.sorted().toList()) {
                reset(statement);
                for (String sql : Files.readString(file, UTF_8).split("\n;\n")) {
                    count(sql, file, run(statement, live, defaults, sql));
                }
            }
        }
        System.out.println(counts);
        Files.write(Path.of("target", "ddl-corpus.txt"), wrong);
        assertThat(wrong).isEmpty();
    }

    private void count(String sql, Path file, String result) {
        counts.merge(result.lines().findFirst().orElse("").split(":")[0], 1, Integer::sum);
        boolean followed = !result.startsWith("understood, not followed") || result.contains("come from a query");
        if (!(result.startsWith("understood") && followed) && !result.startsWith("refused by both")) {
            wrong.add("== " + file.getFileName() + " " + result + "\n" + sql);
        }
    }

    private String run(Statement statement, LiveSource live, ServerDefaults defaults, String sql) throws Exception {
        boolean passed;
        String problem = "";
        try {
            passed = new SqlParser(defaults.dialect()).parse(sql, "f") instanceof SqlStatement.Other;
        } catch (SqlRefusedException | RuntimeException e) {
            passed = false;
            problem = String.valueOf(e.getMessage());
        }
        if (passed && !sql.toUpperCase(Locale.ROOT).matches("(?s)\\S*\\s+(TABLE|TEMPORARY|DATABASE|SCHEMA|INDEX).*")) {
            return "understood, about something else";
        }
        SchemaState followed = read(live);
        SQLException error = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                statement.execute(sql);
                statement.execute("COMMIT"); // CREATE TABLE … START TRANSACTION is the reader's own word
                error = null;
                break;
            } catch (SQLException e) {
                error = e;
                if (!provide(statement, e)) {
                    break;
                }
                followed = read(live);
            }
        }
        if (error != null) {
            if (problem.isEmpty()) {
                return "understood, not run: " + error.getMessage();
            }
            return error.getErrorCode() == SYNTAX
                    ? "refused by both"
                    : "refused by us, perhaps not by the server: " + problem + "\n  the server: " + error.getMessage();
        }
        if (!problem.isEmpty()) {
            return "refused by us only: " + problem;
        }
        LoggedDdl ddl = new LoggedDdl(new BinlogPosition("log.1", 4, "", "", 0), "f", sql);
        DdlFollower.Outcome outcome = new DdlFollower(followed, defaults).follow(ddl);
        if (statement.getConnection().getCatalog() == null) {
            statement.execute("CREATE DATABASE IF NOT EXISTS f");
            statement.execute("USE f");
        }
        if (!outcome.problem().isEmpty()) {
            return "understood, not followed: " + outcome.problem();
        }
        String difference =
                FollowedDdlTest.difference(FollowedDdlTest.tables(followed), FollowedDdlTest.tables(read(live)));
        return difference.isEmpty() ? "understood as the server does" : "followed otherwise:" + difference;
    }

    private static SchemaState read(LiveSource live) throws IOException {
        SchemaState state = new SchemaState();
        LiveTables.read(live, (schema, any) -> isOurs(schema), state);
        return state;
    }

    private static boolean isOurs(String schema) {
        return !NOT_OURS.contains(schema.toLowerCase(Locale.ROOT));
    }

    /** Makes what the server misses. */
    private boolean provide(Statement statement, SQLException error) throws SQLException {
        Matcher quoted = QUOTED.matcher(String.valueOf(error.getMessage()));
        String name = quoted.find() ? quoted.group(1) : "";
        try {
            switch (error.getErrorCode()) {
                case 1049 -> statement.execute("CREATE DATABASE `" + name + "`");
                case 1008, 1007 -> reset(statement);
                case 1050 -> statement.execute("DROP TABLE `" + name.replaceFirst(".*\\.", "") + "`");
                case 1051, 1146 -> {
                    table = "`" + name.split(",")[0].replace(".", "`.`") + "`";
                    statement.execute("CREATE TABLE " + table + " (id_ INT)");
                }
                case 1054, 1072, 1176 -> statement.execute("ALTER TABLE " + table + " ADD `" + name + "` INT");
                case 1091 -> {
                    try {
                        statement.execute("ALTER TABLE " + table + " ADD `" + name + "` INT");
                    } catch (SQLException e) {
                        statement.execute("ALTER TABLE " + table + " ADD KEY `" + name + "` (id_)");
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void reset(Statement statement) throws SQLException {
        List<String> schemas = new ArrayList<>();
        try (var rows = statement.executeQuery("SHOW DATABASES")) {
            while (rows.next()) {
                schemas.add(rows.getString(1));
            }
        }
        statement.execute("SET SESSION foreign_key_checks = 0");
        for (String schema : schemas) {
            if (isOurs(schema)) {
                statement.execute("DROP DATABASE `" + schema + "`");
            }
        }
        statement.execute("CREATE DATABASE f");
        statement.execute("USE f");
    }
}
