package io.otter.node.sql;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A statement as it was read.
 *
 * @param temporary whether it makes or drops temporary tables
 * @param statement what it does to definitions; {@link SqlStatement.Other} also for one that the grammar refused
 * @param mentions the tables and views that it names, in text order. Of a refused statement they come from its words: then it may
 *     be too many, and written ones are not told from others
 * @param routines functions and procedures that it calls by name, whether or not the server has them built in; words before
 *     brackets may be among them that are none
 * @param problem why the grammar refused it; empty if it did not
 * @param left what it leaves to the server, as far as the grammar told
 */
public record ParsedStatement(
        StatementKind kind,
        boolean temporary,
        SqlStatement statement,
        List<TableMention> mentions,
        List<TableName> routines,
        String problem,
        LeftOpen left) {
    public ParsedStatement {
        mentions = List.copyOf(mentions);
        routines = List.copyOf(routines);
    }

    /** The same, as something of which nothing more is known. */
    public ParsedStatement refused(String why) {
        return new ParsedStatement(kind, temporary, new SqlStatement.Other(), mentions, routines, why, left);
    }

    /** The same, but as one that changes no definition. */
    public ParsedStatement withoutEffect() {
        return refused("");
    }

    /** Empty for a statement that is about other things than tables, or about temporary tables only. */
    public Optional<DdlNames> ddl() {
        DdlKind ddl = kind.ddl();
        if (ddl == null || temporary || mentions.isEmpty()) {
            return Optional.empty();
        }
        List<String> columns = List.of();
        boolean addsColumnsOnly = false;
        if (statement instanceof SqlStatement.CreateTable create) {
            columns = create.columns().stream().map(DefinedColumn::name).toList();
        } else if (statement instanceof SqlStatement.AlterTable alter) {
            columns = alter.addedColumns();
            addsColumnsOnly = !columns.isEmpty();
        }
        return Optional.of(new DdlNames(ddl, mentions, columns, addsColumnsOnly, problem));
    }

    /** The tables whose definitions or rows it changes; of a refused statement all that it names. */
    public List<TableName> subjects() {
        return mentions.stream()
                .filter(mention -> mention.role() == TableMention.Role.SUBJECT)
                .map(TableMention::table)
                .distinct()
                .toList();
    }
}
