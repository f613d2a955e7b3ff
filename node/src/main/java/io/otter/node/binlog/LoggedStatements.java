package io.otter.node.binlog;

import io.otter.database.TableName;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlComments;
import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.StatementKind;
import io.otter.node.sql.TableMention;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads the statements of a log and says which of them concern the wanted tables. Called on the reader's thread. */
final class LoggedStatements {
    /** Of longer ones, rows in their text mostly, only the names are read; a tree of all of it would take seconds. */
    private static final int LONGEST_READ = 64 * 1024;

    private final SqlDialect dialect;
    private final SqlParser parser;
    private final StoredPrograms programs;
    private final Wanted wanted;
    private final TemporaryTables temporary = new TemporaryTables();

    LoggedStatements(SqlDialect dialect, LiveSource live, Wanted wanted) {
        this.dialect = dialect;
        this.wanted = wanted;
        parser = new SqlParser(dialect);
        programs = new StoredPrograms(live, parser);
    }

    boolean wants(String schema, String table) {
        return wanted.wants(schema, table);
    }

    OriginReading origins() {
        return wanted.origins();
    }

    /** Reads a statement once, unless it only writes rows: of that, the names. */
    ParsedStatement read(LoggedQuery query) {
        return parser.kind(query.sql()) == StatementKind.ROWS
                ? parser.readNames(query.sql(), query.schema())
                : parser.read(query.sql(), query.schema());
    }

    ParsedStatement read(String schema, String sql) {
        return parser.read(sql, schema);
    }

    /** The text as the target has to run it, whatever its version. */
    String toRun(String sql) {
        return SqlComments.unwrapped(sql, dialect);
    }

    /** Follows what temporary tables there are; true for a statement about nothing else. */
    boolean isOfTemporaryTables(LoggedQuery query, ParsedStatement statement, boolean flagged) {
        return temporary.follow(query.session(), statement, flagged);
    }

    /** The temporary tables that a definition is taken from; nothing is known of them, here or at the target. */
    List<TableName> temporaryTablesIn(LoggedQuery query, ParsedStatement statement) {
        return statement.mentions().stream()
                .filter(mention -> mention.role() == TableMention.Role.REFERENCE)
                .map(TableMention::table)
                .filter(table -> temporary.has(query.session(), table))
                .distinct()
                .toList();
    }

    void serverStarted() {
        temporary.clear();
    }

    void programsChanged() {
        programs.forget();
    }

    /** The wanted tables whose rows a statement changes, each with how it gets there. */
    List<String> written(LoggedQuery query, ParsedStatement names) throws IOException {
        List<String> maybe = wantedOf(query, names);
        boolean readable = query.sql().length() <= LONGEST_READ;
        return maybe.isEmpty() || !readable ? maybe : wantedOf(query, parser.read(query.sql(), query.schema()));
    }

    private List<String> wantedOf(LoggedQuery query, ParsedStatement statement) throws IOException {
        List<TableName> direct = statement.subjects().stream()
                .filter(table -> !temporary.has(query.session(), table))
                .toList();
        return programs.written(direct, statement.routines()).entrySet().stream()
                .filter(entry ->
                        wanted.wants(entry.getKey().schema(), entry.getKey().table()))
                .map(LoggedStatements::described)
                .toList();
    }

    private static String described(Map.Entry<TableName, String> entry) {
        return entry.getValue().isEmpty()
                ? entry.getKey().toString()
                : entry.getKey() + " (through " + entry.getValue() + ")";
    }
}
