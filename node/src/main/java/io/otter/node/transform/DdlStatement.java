package io.otter.node.transform;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A DDL statement on tables or their indexes, with the places of table names in its text. Only names are interpreted;
 * the rest is left as written.
 *
 * @param mentions in text order, at least one
 * @param columns the column names of a CREATE in order, or those added by an ALTER that does nothing else, otherwise
 *     empty
 * @param session see {@link DdlChange}
 * @param addsColumnsOnly whether this is an ALTER that only adds columns
 */
public record DdlStatement(
        DdlKind kind,
        String sql,
        Map<String, String> session,
        List<TableMention> mentions,
        List<String> columns,
        boolean addsColumnsOnly) {
    public DdlStatement {
        session = Map.copyOf(session);
        mentions = List.copyOf(mentions);
        columns = List.copyOf(columns);
    }

    /** Empty when the statement is about something else: views, routines, triggers, accounts, databases. */
    public static Optional<DdlStatement> parse(DdlChange ddl) {
        return new DdlReader(ddl).read();
    }

    /** The tables that the statement creates, changes, renames or drops. */
    public List<TableName> tables() {
        return mentions.stream()
                .filter(mention -> mention.role() != TableMention.Role.REFERENCE)
                .map(TableMention::table)
                .distinct()
                .toList();
    }

    /** The renames in order, from and to; empty for a statement that renames no table. */
    public List<Map.Entry<TableName, TableName>> moves() {
        return mentions.stream()
                .filter(mention -> mention.role() == TableMention.Role.TO)
                .map(to -> Map.entry(subjectBefore(to), to.table()))
                .toList();
    }

    /**
     * The text with other table names.
     *
     * @param target the new name of a table; empty to leave it as written
     * @param runsIn the default schema in which the result will run
     */
    public String renamed(Function<TableName, Optional<TableName>> target, String runsIn) {
        StringBuilder text = new StringBuilder(sql);
        for (int i = mentions.size() - 1; i >= 0; i--) {
            TableMention mention = mentions.get(i);
            Optional<TableName> name = target.apply(mention.table());
            boolean same = name.equals(Optional.of(mention.table()))
                    && (mention.qualified() || mention.table().schema().equals(runsIn));
            if (name.isPresent() && !same) {
                text.replace(mention.from(), mention.to(), name.get().quoted());
            }
        }
        return text.toString();
    }

    private TableName subjectBefore(TableMention to) {
        TableName subject = to.table();
        for (TableMention mention : mentions) {
            if (mention.from() >= to.from()) {
                break;
            }
            if (mention.role() == TableMention.Role.SUBJECT) {
                subject = mention.table();
            }
        }
        return subject;
    }
}
