package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the DDL of a log into changes, and has it followed. Called on the reader's thread. */
final class LoggedDefinitions {
    private final LoggedStatements statements;
    private final SourceSchemas schemas;
    private final SessionVariables variables;

    LoggedDefinitions(LoggedStatements statements, SourceSchemas schemas, SessionVariables variables) {
        this.statements = statements;
        this.schemas = schemas;
        this.variables = variables;
    }

    /**
     * The change; to be taken before it is followed.
     *
     * @param sql the statement, or what of it is to be run
     */
    DdlChange change(LoggedQuery query, String sql, ParsedStatement read) {
        if (read.statement() instanceof SqlStatement.DropDatabase drop) {
            String tables = dropOfTables(drop.schema());
            return change(
                    query, tables, statements.read(query.schema(), tables).ddl().orElse(null));
        }
        List<TableName> temporary = statements.temporaryTablesIn(query, read);
        DdlNames names = read.ddl().orElse(null);
        if (names != null && !temporary.isEmpty()) {
            names = names.withProblem(madeFrom(temporary));
        } else if (names != null && read.statement() instanceof SqlStatement.CreateTable create && create.fromQuery()) {
            names = names.withProblem("it fills the table from a query, for the session did not log rows");
        }
        return change(query, sql, names);
    }

    private DdlChange change(LoggedQuery query, String sql, @Nullable DdlNames names) {
        return new DdlChange(query.schema(), statements.toRun(sql), variables.of(query.status()), names);
    }

    /** False for a statement that is about views only. */
    boolean follow(BinlogPosition at, LoggedQuery query, String sql, ParsedStatement read) {
        List<TableName> temporary = statements.temporaryTablesIn(query, read);
        ParsedStatement known = temporary.isEmpty() ? read : read.refused(madeFrom(temporary));
        return schemas.apply(new LoggedDdl(at, query.schema(), sql, known));
    }

    private static String madeFrom(List<TableName> temporary) {
        return "it is made from " + temporary + ", which only the session at the source has";
    }

    /** A dropped schema drops its tables without naming them in the log, and their names at the target may differ. */
    private String dropOfTables(String schema) {
        List<String> tables = schemas.tablesOf(schema).stream()
                .filter(table -> statements.wants(schema, table))
                .map(table -> new TableName(schema, table).quoted())
                .toList();
        return tables.isEmpty() ? "" : "DROP TABLE IF EXISTS " + String.join(", ", tables);
    }
}
