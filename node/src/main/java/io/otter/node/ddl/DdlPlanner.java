package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.sql.TableMention;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import io.otter.node.transform.TargetNames;
import io.otter.node.transform.TargetNames.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Works out what a statement means for one target. One thread at a time. */
final class DdlPlanner {
    private final TargetNames names;
    private final RenamePlanner renames;

    DdlPlanner(TargetNames names) {
        this.names = names;
        renames = new RenamePlanner(names);
    }

    /** @param shadows the recorded shadow tables, queried only for statements about one */
    DdlPlan plan(DdlStatement statement, List<Long> pairIds, Shadows shadows) throws SQLException {
        DdlPlan plan = understood(statement, pairIds, shadows);
        return statement.problem().isEmpty() || plan.isWithoutEffect()
                ? plan
                : plan.doubted(DdlDoubt.UNREADABLE.say(statement.problem()));
    }

    private DdlPlan understood(DdlStatement statement, List<Long> pairIds, Shadows shadows) throws SQLException {
        if (!statement.moves().isEmpty()) {
            return renames.plan(statement, pairIds, shadows);
        }
        if (statement.kind() == DdlKind.DROP) {
            return drop(statement, pairIds, shadows);
        }
        TableName subject = statement.tables().get(0);
        List<TargetTable> targetTables = names.of(subject, pairIds);
        if (targetTables.isEmpty()) {
            return new DdlPlan(statement.kind(), List.of(), "", shadow(statement, subject, pairIds));
        }
        List<DdlStep> steps = new ArrayList<>();
        String doubt = "";
        for (TargetTable targetTable : targetTables) {
            if (touchesNoMappedColumn(statement, targetTable.pair().columns())) {
                continue;
            }
            doubt = doubt.isEmpty() ? doubt(statement, targetTable) : doubt;
            steps.add(step(statement, subject, targetTable, pairIds));
        }
        return new DdlPlan(statement.kind(), steps, doubt, DdlPlan.ShadowNote.NOTHING);
    }

    private DdlStep step(DdlStatement statement, TableName subject, TargetTable targetTable, List<Long> pairIds) {
        String sql = statement.renamed(
                table -> table.equals(subject) ? Optional.of(targetTable.target()) : other(table, targetTable, pairIds),
                targetTable.target().schema());
        boolean exchanges = exchanges(statement);
        return new DdlStep(
                statement.kind(),
                targetTable.target().schema(),
                sql,
                statement.session(),
                List.of(targetTable.target()),
                List.of(),
                targetTable.shared(),
                exchanges);
    }

    /** A table that is only referred to: mapped by the same pair if possible, else by any pair to this server. */
    private Optional<TableName> other(TableName table, TargetTable targetTable, List<Long> pairIds) {
        return names.of(targetTable.pair(), table)
                .map(TargetTable::target)
                .or(() -> names.of(table, pairIds).stream()
                        .map(TargetTable::target)
                        .findFirst())
                .or(() -> names.anyOf(table));
    }

    static String doubt(DdlStatement statement, TargetTable targetTable) {
        if (exchanges(statement)) {
            return DdlDoubt.EXCHANGES.say();
        }
        if (statement.kind() == DdlKind.TRUNCATE && targetTable.shared()) {
            return wouldRemoveOthers(targetTable.target());
        }
        ColumnView columns = targetTable.pair().columns();
        boolean mapped =
                columns.mode() == ColumnPairMode.EXCLUDE || !columns.pairs().isEmpty();
        return mapped && statement.kind() != DdlKind.TRUNCATE ? DdlDoubt.MAPPED_COLUMNS.say(targetTable.target()) : "";
    }

    static String wouldRemoveOthers(TableName target) {
        return DdlDoubt.OTHERS.say(target);
    }

    private static boolean exchanges(DdlStatement statement) {
        return statement.mentions().stream().anyMatch(mention -> mention.role() == TableMention.Role.EXCHANGE);
    }

    /** Whether it only adds columns that the view leaves out. */
    static boolean touchesNoMappedColumn(DdlStatement statement, ColumnView view) {
        if (!statement.addsColumnsOnly() || view.pairs().isEmpty()) {
            return false;
        }
        List<String> listed = view.pairs().stream().map(ColumnPair::source).toList();
        boolean include = view.mode() == ColumnPairMode.INCLUDE;
        return statement.columns().stream()
                .allMatch(column -> include != listed.stream().anyMatch(column::equalsIgnoreCase));
    }

    private DdlPlan drop(DdlStatement statement, List<Long> pairIds, Shadows shadows) throws SQLException {
        List<TableName> targets = new ArrayList<>();
        List<TableName> ended = new ArrayList<>();
        String doubt = "";
        for (TableName table : statement.tables()) {
            List<TargetTable> targetTables = names.of(table, pairIds);
            for (TargetTable targetTable : targetTables) {
                targets.add(targetTable.target());
                if (targetTable.shared()) {
                    doubt = wouldRemoveOthers(targetTable.target());
                } else if (shadows.isOpen(table)) {
                    doubt = DdlDoubt.ONLINE_CHANGE.say(table);
                }
            }
            if (targetTables.isEmpty()) {
                OnlineChange.shadowed(table, original -> isMapped(original, pairIds))
                        .ifPresent(original -> ended.add(table));
            }
        }
        List<DdlStep> steps = targets.isEmpty() ? List.of() : List.of(dropStep(statement.session(), targets));
        return new DdlPlan(DdlKind.DROP, steps, doubt, DdlPlan.ShadowNote.ended(ended));
    }

    /** Names the mapped tables only; IF EXISTS makes it repeatable. */
    static DdlStep dropStep(Map<String, String> session, List<TableName> targets) {
        String list = targets.stream().map(TableName::quoted).distinct().collect(Collectors.joining(", "));
        return new DdlStep(
                DdlKind.DROP,
                targets.get(0).schema(),
                "DROP TABLE IF EXISTS " + list,
                session,
                targets,
                List.of(),
                false,
                false);
    }

    private DdlPlan.ShadowNote shadow(DdlStatement statement, TableName table, List<Long> pairIds) {
        Optional<TableName> original = OnlineChange.shadowed(table, name -> isMapped(name, pairIds));
        if (original.isEmpty() || statement.kind() == DdlKind.TRUNCATE) {
            return DdlPlan.ShadowNote.NOTHING;
        }
        if (statement.kind() != DdlKind.CREATE) {
            return DdlPlan.ShadowNote.changed(table);
        }
        TargetTable targetTable = names.of(original.get(), pairIds).get(0);
        boolean like = statement.columns().isEmpty()
                && statement.mentions().stream()
                        .anyMatch(mention -> mention.role() == TableMention.Role.REFERENCE
                                && mention.table().equals(original.get()));
        boolean comparable = !statement.columns().isEmpty()
                && targetTable.pair().columns().pairs().isEmpty();
        return like || comparable
                ? new DdlPlan.ShadowNote(
                        List.of(table), statement.columns(), targetTable.target(), List.of(), List.of())
                : DdlPlan.ShadowNote.ended(List.of(table));
    }

    private boolean isMapped(TableName table, List<Long> pairIds) {
        return !names.of(table, pairIds).isEmpty();
    }
}
