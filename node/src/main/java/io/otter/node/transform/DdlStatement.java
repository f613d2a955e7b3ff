package io.otter.node.transform;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A DDL statement on tables or their indexes, and where in its text their names are. Only the names are understood; the rest
 * stays as it was written.
 *
 * @param mentions in the order of the text, at least one
 * @param columns a CREATE's column names in order, else those that an ALTER adds if it does nothing else, else empty
 * @param session see {@link DdlChange}
 * @param addsColumnsOnly whether this is an ALTER that does nothing but add columns
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

    /** The tables that the statement makes, changes, moves or removes. */
    public List<TableName> tables() {
        return mentions.stream()
                .filter(mention -> mention.role() != TableMention.Role.REFERENCE)
                .map(TableMention::table)
                .distinct()
                .toList();
    }

    /** What RENAME does, in its order: from where to where. Empty for a statement that moves no table. */
    public List<Map.Entry<TableName, TableName>> moves() {
        return mentions.stream()
                .filter(mention -> mention.role() == TableMention.Role.TO)
                .map(to -> Map.entry(subjectBefore(to), to.table()))
                .toList();
    }

    /**
     * The text with other table names.
     *
     * @param target the name for a table; empty to leave it as it is written
     * @param runsIn the default schema that the result runs in
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
