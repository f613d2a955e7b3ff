package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

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
     * The change; empty for a statement that is about views only.
     *
     * @param sql the statement, or what of it is to be run
     */
    Optional<DdlChange> follow(BinlogPosition at, LoggedQuery query, String sql, ParsedStatement read) {
        Optional<DatabaseStatement> database = DatabaseStatement.of(read.statement());
        // To be asked before it is followed: a dropped database drops its tables without naming them in the log.
        List<TableName> dropped = database.filter(DatabaseStatement::drops)
                .map(statement -> wantedOf(statement.schema()))
                .orElse(List.of());
        List<TableName> temporary = statements.temporaryTablesIn(query, read);
        ParsedStatement known = temporary.isEmpty() ? read : read.refused(madeFrom(temporary));
        SourceSchemas.Followed followed = schemas.apply(new LoggedDdl(at, query.schema(), sql, known));
        if (followed.isOfViews()) {
            return Optional.empty();
        }
        return Optional.of(new DdlChange(
                query.schema(),
                statements.toRun(sql),
                variables.of(query),
                names(read, temporary).orElse(null),
                new DdlChange.Known(followed.collation(), read.left(), database.orElse(null), dropped)));
    }

    private static Optional<DdlNames> names(ParsedStatement read, List<TableName> temporary) {
        Optional<DdlNames> names = read.ddl();
        if (!temporary.isEmpty()) {
            return names.map(found -> found.withProblem(madeFrom(temporary)));
        }
        return read.statement() instanceof SqlStatement.CreateTable create && create.fromQuery()
                ? names.map(
                        found -> found.withProblem("it fills the table from a query, for the session did not log rows"))
                : names;
    }

    private static String madeFrom(List<TableName> temporary) {
        return "it is made from " + temporary + ", which only the session at the source has";
    }

    private List<TableName> wantedOf(String schema) {
        return schemas.tablesOf(schema).stream()
                .filter(table -> statements.wants(schema, table))
                .map(table -> new TableName(schema, table))
                .toList();
    }
}
