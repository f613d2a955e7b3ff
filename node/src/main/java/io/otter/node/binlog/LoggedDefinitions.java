package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
import io.otter.node.sql.StatementKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Turns the DDL of a log into changes, and has it followed. Called on the reader's thread. */
final class LoggedDefinitions {
    private static final int UNKNOWN_TABLE = 1051;

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
    Optional<DdlChange> follow(BinlogPosition at, LoggedQuery query, String sql, ParsedStatement read)
            throws IOException, InterruptedException {
        boolean partly = isDoneInPart(query, read);
        if (partly && read.mentions().size() == 1) {
            return Optional.empty();
        }
        Optional<DatabaseStatement> database = DatabaseStatement.of(read.statement());
        // To be asked before it is followed: a dropped database drops its tables without naming them in the log.
        List<TableName> dropped = database.filter(DatabaseStatement::drops)
                .map(statement -> wantedOf(statement.schema()))
                .orElse(List.of());
        List<TableName> temporary = statements.temporaryTablesIn(query, read);
        // Tables that are gone after all do no harm: the log has no more of them before they are made anew.
        ParsedStatement known =
                partly ? read.withoutEffect() : temporary.isEmpty() ? read : read.refused(madeFrom(temporary));
        SourceSchemas.Followed followed = schemas.apply(new LoggedDdl(at, query.schema(), sql, known));
        if (followed.isOfViews()) {
            return Optional.empty();
        }
        return Optional.of(new DdlChange(
                query.schema(),
                statements.toRun(sql),
                variables.of(query),
                (partly
                                ? read.ddl()
                                        .map(names -> names.withProblem("it failed at the source (error "
                                                + query.errorCode() + "), and some of its tables may be there still"))
                                : names(read, temporary))
                        .orElse(null),
                new DdlChange.Known(followed.collation(), read.left(), database.orElse(null), dropped)));
    }

    /** Follows a statement about views, which the target has none of: their names are among those of tables. */
    void followView(BinlogPosition at, LoggedQuery query, ParsedStatement read)
            throws IOException, InterruptedException {
        schemas.apply(new LoggedDdl(at, query.schema(), query.sql(), read));
    }

    /** MySQL 5.6 logs a DROP TABLE that failed with all of its names; that some were not there leaves none of them. */
    private static boolean isDoneInPart(LoggedQuery query, ParsedStatement read) {
        return read.kind() == StatementKind.DROP_TABLE && query.errorCode() != 0 && query.errorCode() != UNKNOWN_TABLE;
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
