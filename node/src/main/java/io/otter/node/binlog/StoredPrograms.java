package io.otter.node.binlog;

import io.otter.database.TableName;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.TableMention;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a logged statement writes beyond the tables that it names: through views, by triggers, and in routines that it calls. They are
 * taken as they are now, as far as the account may see them. Called on the reader's thread.
 */
final class StoredPrograms {
    private static final String ELSEWHERE = " NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";
    private static final String TRIGGERS = "SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, 'a trigger of ', SQL_MODE,"
            + " ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA" + ELSEWHERE;
    private static final String VIEWS = "SELECT TABLE_SCHEMA, TABLE_NAME, 'the view ', '', VIEW_DEFINITION"
            + " FROM information_schema.VIEWS WHERE TABLE_SCHEMA" + ELSEWHERE;
    private static final String ROUTINES = "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, 'the routine ', SQL_MODE,"
            + " ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA" + ELSEWHERE;

    private final LiveSource live;
    private final SqlParser parser;
    private @Nullable Map<TableName, List<Program>> byTable;
    private @Nullable Map<TableName, List<Program>> routines;

    StoredPrograms(LiveSource live, SqlParser parser) {
        this.live = live;
        this.parser = parser;
    }

    /** After a statement about any of them. */
    void forget() {
        byTable = null;
        routines = null;
    }

    /**
     * Every table that is written, with what leads to it; empty for those that are written directly.
     *
     * @param called routines that may be called, whether there are such or not
     */
    Map<TableName, String> written(Collection<TableName> direct, Collection<TableName> called) throws IOException {
        Map<TableName, String> written = new LinkedHashMap<>();
        Deque<Program> open = new ArrayDeque<>();
        direct.forEach(table -> written.put(table, ""));
        for (TableName table : direct) {
            open.addAll(programsOf(table));
        }
        for (TableName routine : called) {
            open.addAll(routinesOf(routine));
        }
        Map<Program, Boolean> seen = new HashMap<>();
        while (!open.isEmpty()) {
            Program program = open.pop();
            if (seen.put(program, true) == null) {
                ParsedStatement body = program.read(parser);
                for (TableName table : program.isView() ? tables(body) : body.subjects()) {
                    written.putIfAbsent(table, program.what() + program.name());
                    open.addAll(programsOf(table));
                }
                for (TableName routine : body.routines()) {
                    open.addAll(routinesOf(routine));
                }
            }
        }
        return written;
    }

    private static List<TableName> tables(ParsedStatement body) {
        return body.mentions().stream().map(TableMention::table).toList();
    }

    private List<Program> programsOf(TableName table) throws IOException {
        load();
        return Objects.requireNonNull(byTable).getOrDefault(table, List.of());
    }

    /** Their names never distinguish case. */
    private List<Program> routinesOf(TableName routine) throws IOException {
        load();
        return Objects.requireNonNull(routines).getOrDefault(folded(routine), List.of());
    }

    private static TableName folded(TableName routine) {
        return new TableName(routine.schema(), routine.table().toLowerCase(Locale.ROOT));
    }

    private void load() throws IOException {
        if (byTable != null) {
            return;
        }
        Map<TableName, List<Program>> tables = new HashMap<>();
        for (String query : List.of(TRIGGERS, VIEWS)) {
            for (Program program : programs(query)) {
                tables.computeIfAbsent(program.name(), name -> new ArrayList<>())
                        .add(program);
            }
        }
        Map<TableName, List<Program>> called = new HashMap<>();
        for (Program program : programs(ROUTINES)) {
            called.computeIfAbsent(folded(program.name()), name -> new ArrayList<>())
                    .add(program);
        }
        byTable = tables;
        routines = called;
    }

    private List<Program> programs(String query) throws IOException {
        return live.query(query).stream()
                .filter(row -> row.get(4) != null)
                .map(row -> new Program(
                        parser.named(new TableName(text(row.get(0)), text(row.get(1)))),
                        text(row.get(2)),
                        text(row.get(3)),
                        text(row.get(4))))
                .toList();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** @param modes in which its text is to be read */
    private record Program(TableName name, String what, String modes, String text) {
        boolean isView() {
            return what.startsWith("the view");
        }

        ParsedStatement read(SqlParser parser) {
            String plain =
                    PlainSql.of(text, modes.contains("ANSI_QUOTES"), modes.contains("NO_BACKSLASH_ESCAPES"), false);
            return parser.readBody(plain, name.schema());
        }
    }
}
