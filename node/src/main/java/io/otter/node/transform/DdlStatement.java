package io.otter.node.transform;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.TableMention;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A DDL statement on tables or their indexes, with the places of table names in its text. Only names are interpreted;
 * the rest is left as written.
 *
 * @param session see {@link DdlChange}
 */
public record DdlStatement(String sql, Map<String, String> session, DdlNames names) {
    public DdlStatement {
        session = Map.copyOf(session);
    }

    /**
     * What the reader of the log found in the statement; one that comes from elsewhere is read here. Empty when it is about
     * something else: views, routines, triggers, accounts, databases.
     */
    public static Optional<DdlStatement> parse(DdlChange ddl) {
        DdlNames known = ddl.names();
        Optional<DdlNames> names = known != null
                ? Optional.of(known)
                : new SqlParser(SqlDialect.ANY).read(ddl.sql(), ddl.schema()).ddl();
        return names.map(found -> new DdlStatement(ddl.sql(), ddl.session(), found));
    }

    public DdlKind kind() {
        return names.kind();
    }

    /** In text order, at least one. */
    public List<TableMention> mentions() {
        return names.mentions();
    }

    /** See {@link DdlNames}. */
    public List<String> columns() {
        return names.columns();
    }

    /** Whether this is an ALTER that only adds columns. */
    public boolean addsColumnsOnly() {
        return names.addsColumnsOnly();
    }

    /** Why it may not be run unasked; empty if there is no reason. */
    public String problem() {
        return names.problem();
    }

    /** The tables that the statement creates, changes, renames or drops. */
    public List<TableName> tables() {
        return mentions().stream()
                .filter(mention -> mention.role() != TableMention.Role.REFERENCE)
                .map(TableMention::table)
                .distinct()
                .toList();
    }

    /** The renames in order, from and to; empty for a statement that renames no table. */
    public List<Map.Entry<TableName, TableName>> moves() {
        return mentions().stream()
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
        for (int i = mentions().size() - 1; i >= 0; i--) {
            TableMention mention = mentions().get(i);
            Optional<TableName> name = target.apply(mention.table());
            boolean same = name.equals(Optional.of(mention.table())) && isWritten(mention, runsIn);
            if (name.isPresent() && !same) {
                text.replace(mention.from(), mention.to(), name.get().quoted());
            }
        }
        return text.toString();
    }

    /** Whether the text means the table where it runs. The server of the text may take other letters for the same. */
    private boolean isWritten(TableMention mention, String runsIn) {
        TableName table = mention.table();
        String written = sql.substring(mention.from(), mention.to()).replace("`", "");
        boolean spelled = written.endsWith(table.table().replace("`", ""));
        return mention.qualified()
                ? spelled && written.startsWith(table.schema().replace("`", ""))
                : spelled && table.schema().equals(runsIn);
    }

    private TableName subjectBefore(TableMention to) {
        TableName subject = to.table();
        for (TableMention mention : mentions()) {
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
