package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterPartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CallStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CommonTableExpressionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateIndexTargetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DeleteStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ExprContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FunctionCallContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.InsertStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.LoadStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QualifiedIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.RenamePairContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ReplaceStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SingleTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SubqueryContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefWithWildcardContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TruncateTableStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UpdateElementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UpdateStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ViewNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ViewRefContext;
import io.otter.database.TableName;
import io.otter.node.sql.TableMention.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Finds the tables and routines that the tree of a statement names, wherever they are. Used once. */
final class TreeMentions {
    private final String sql;
    private final Names names;
    private final boolean hasSurrogates;
    private final List<TableMention> mentions = new ArrayList<>();
    private final List<TableName> routines = new ArrayList<>();
    /** Tables of an UPDATE or DELETE of several whose rows it changes. */
    private final Set<SingleTableContext> written = new HashSet<>();
    /** Of WITH: they look like tables where they are read. */
    private final Set<String> commonTables = new HashSet<>();

    TreeMentions(String sql, Names names) {
        this.sql = sql;
        this.names = names;
        hasSurrogates = sql.chars().anyMatch(c -> Character.isSurrogate((char) c));
    }

    TreeMentions find(ParseTree tree) {
        visit(tree);
        mentions.removeIf(mention -> mention.role() == Role.REFERENCE
                && !mention.qualified()
                && commonTables.contains(mention.table().table()));
        return this;
    }

    List<TableMention> mentions() {
        return mentions;
    }

    List<TableName> routines() {
        return routines;
    }

    private void visit(ParseTree node) {
        if (node instanceof TableRefContext table) {
            add(names.table(table), role(table), table);
        } else if (node instanceof TableNameContext table) {
            boolean to =
                    table.getParent() instanceof RenamePairContext || table.getParent() instanceof AlterListItemContext;
            add(names.table(table), to ? Role.TO : Role.SUBJECT, table);
        } else if (node instanceof ViewRefContext view) {
            add(names.table(view), Role.SUBJECT, view);
        } else if (node instanceof ViewNameContext view) {
            add(names.table(view), Role.SUBJECT, view);
        } else if (node instanceof CommonTableExpressionContext common) {
            commonTables.add(Names.name(common.identifier()));
        } else if (node instanceof CallStatementContext call) {
            routines.add(names.table(call.procedureRef().qualifiedIdentifier(), null));
        } else if (node instanceof FunctionCallContext call) {
            routines.add(
                    call.pureIdentifier() == null
                            ? names.table(call.qualifiedIdentifier(), null)
                            : names.table(
                                    null, Names.unquoted(call.pureIdentifier().getText())));
        } else if (node instanceof UpdateStatementContext update) {
            update(update);
        } else if (node instanceof DeleteStatementContext delete && delete.tableAliasRefList() != null) {
            delete(delete);
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            visit(node.getChild(i));
        }
    }

    private Role role(TableRefContext table) {
        ParserRuleContext parent = table.getParent();
        if (parent instanceof SingleTableContext single) {
            return written.contains(single) ? Role.SUBJECT : Role.REFERENCE;
        }
        if (parent instanceof AlterPartitionContext) {
            return Role.EXCHANGE;
        }
        boolean subject = parent instanceof AlterTableContext
                || parent instanceof TableRefListContext && parent.getParent() instanceof DropTableContext
                || parent instanceof RenamePairContext
                || parent instanceof TruncateTableStatementContext
                || parent instanceof CreateIndexTargetContext
                || parent instanceof DropIndexContext
                || parent instanceof InsertStatementContext
                || parent instanceof ReplaceStatementContext
                || parent instanceof DeleteStatementContext
                || parent instanceof LoadStatementContext;
        return subject ? Role.SUBJECT : Role.REFERENCE;
    }

    /** Which of its tables it changes is said before the dot of the columns; without one it may be any. */
    private void update(UpdateStatementContext update) {
        List<SingleTableContext> tables = new ArrayList<>();
        joined(update.tableReferenceList(), tables);
        for (UpdateElementContext element : update.updateList().updateElement()) {
            FieldIdentifierContext column = element.columnRef().fieldIdentifier();
            QualifiedIdentifierContext qualified = column.qualifiedIdentifier();
            if (qualified == null || column.dotIdentifier() == null && qualified.dotIdentifier() == null) {
                written.addAll(tables);
            } else if (column.dotIdentifier() == null) {
                write(tables, null, Names.name(qualified.identifier()));
            } else {
                write(
                        tables,
                        Names.name(qualified.identifier()),
                        Names.name(qualified.dotIdentifier().identifier()));
            }
        }
    }

    private void delete(DeleteStatementContext delete) {
        List<SingleTableContext> tables = new ArrayList<>();
        joined(delete.tableReferenceList(), tables);
        for (TableRefWithWildcardContext table : delete.tableAliasRefList().tableRefWithWildcard()) {
            String first = Names.name(table.identifier());
            if (table.dotIdentifier() == null) {
                write(tables, null, first);
            } else {
                write(tables, first, Names.name(table.dotIdentifier().identifier()));
            }
        }
    }

    /** If no table has that name, it is one of those that cannot be told. */
    private void write(List<SingleTableContext> tables, @Nullable String schema, String name) {
        List<SingleTableContext> named =
                tables.stream().filter(table -> isNamed(table, schema, name)).toList();
        written.addAll(named.isEmpty() ? tables : named);
    }

    private boolean isNamed(SingleTableContext single, @Nullable String schema, String name) {
        if (single.tableAlias() != null) {
            return Names.name(single.tableAlias().identifier()).equalsIgnoreCase(name);
        }
        TableName table = names.table(single.tableRef());
        return table.table().equalsIgnoreCase(name)
                && (schema == null || table.schema().equalsIgnoreCase(schema));
    }

    /** The tables that are joined, without those of subqueries. */
    private static void joined(ParseTree node, List<SingleTableContext> found) {
        if (node instanceof SingleTableContext single) {
            found.add(single);
        } else if (!(node instanceof SubqueryContext) && !(node instanceof ExprContext)) {
            for (int i = 0; i < node.getChildCount(); i++) {
                joined(node.getChild(i), found);
            }
        }
    }

    private void add(TableName table, Role role, ParserRuleContext place) {
        String text = place.getText();
        boolean qualified = place.getStart() != place.getStop() && !text.startsWith(".");
        mentions.add(new TableMention(
                table,
                role,
                index(place.getStart().getStartIndex()),
                index(place.getStop().getStopIndex() + 1),
                qualified));
    }

    /** The grammar counts characters, whatever Java needs to store them. */
    private int index(int character) {
        return hasSurrogates ? sql.offsetByCodePoints(0, character) : character;
    }
}
