package io.otter.node.ddl;

import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import io.otter.node.transform.TableMention;
import io.otter.node.transform.TargetNames;
import io.otter.node.transform.TargetNames.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out what a statement means for one target. One thread at a time. */
final class DdlPlanner {
    private final TargetNames names;
    private final RenamePlanner renames;

    DdlPlanner(TargetNames names) {
        this.names = names;
        renames = new RenamePlanner(names);
    }

    /** @param shadows what is known of shadow tables, asked only where a statement is about one */
    DdlPlan plan(DdlStatement statement, List<Long> pairIds, Shadows shadows) throws SQLException {
        if (!statement.moves().isEmpty()) {
            return renames.plan(statement, pairIds, shadows);
        }
        if (statement.kind() == DdlKind.DROP) {
            return drop(statement, pairIds, shadows);
        }
        TableName subject = statement.tables().get(0);
        List<TargetTable> aims = names.of(subject, pairIds);
        if (aims.isEmpty()) {
            return new DdlPlan(statement.kind(), List.of(), "", shadow(statement, subject, pairIds));
        }
        List<DdlStep> steps = new ArrayList<>();
        String doubt = "";
        for (TargetTable aim : aims) {
            if (touchesNoMappedColumn(statement, aim.pair().columns())) {
                continue;
            }
            doubt = doubt.isEmpty() ? doubt(statement, aim) : doubt;
            steps.add(step(statement, subject, aim, pairIds));
        }
        return new DdlPlan(statement.kind(), steps, doubt, DdlPlan.ShadowNote.NOTHING);
    }

    private DdlStep step(DdlStatement statement, TableName subject, TargetTable aim, List<Long> pairIds) {
        String sql = statement.renamed(
                table -> table.equals(subject) ? Optional.of(aim.target()) : other(table, aim, pairIds),
                aim.target().schema());
        boolean exchanges = exchanges(statement);
        return new DdlStep(
                statement.kind(),
                aim.target().schema(),
                sql,
                statement.session(),
                List.of(aim.target()),
                List.of(),
                aim.shared(),
                exchanges);
    }

    /** A name that is only referred to: by the same pair where it can be, else by any pair to this server. */
    private Optional<TableName> other(TableName table, TargetTable aim, List<Long> pairIds) {
        return names.of(aim.pair(), table)
                .map(TargetTable::target)
                .or(() -> names.of(table, pairIds).stream()
                        .map(TargetTable::target)
                        .findFirst())
                .or(() -> names.anyOf(table));
    }

    static String doubt(DdlStatement statement, TargetTable aim) {
        if (exchanges(statement)) {
            return "it moves rows between tables without logging them.";
        }
        if (statement.kind() == DdlKind.TRUNCATE && aim.shared()) {
            return "other source tables lead to " + aim.target() + ", too, whose rows it would remove.";
        }
        ColumnView columns = aim.pair().columns();
        boolean mapped =
                columns.mode() == ColumnPairMode.EXCLUDE || !columns.pairs().isEmpty();
        return mapped && statement.kind() != DdlKind.TRUNCATE
                ? "the pair maps columns of " + aim.target() + ", and the statement may name them."
                : "";
    }

    private static boolean exchanges(DdlStatement statement) {
        return statement.mentions().stream().anyMatch(mention -> mention.role() == TableMention.Role.EXCHANGE);
    }

    /** New columns that the view leaves out. */
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
            List<TargetTable> aims = names.of(table, pairIds);
            for (TargetTable aim : aims) {
                targets.add(aim.target());
                if (aim.shared()) {
                    doubt = "other source tables lead to " + aim.target() + ", too, whose rows it would remove.";
                } else if (shadows.isOpen(table)) {
                    doubt = "an online schema change of " + table + " is under way: if its copy takes the place of the"
                            + " dropped table, the rows belong to it.";
                }
            }
            if (aims.isEmpty()) {
                OnlineChange.shadowed(table, original -> isMapped(original, pairIds))
                        .ifPresent(original -> ended.add(table));
            }
        }
        List<DdlStep> steps = targets.isEmpty() ? List.of() : List.of(dropStep(statement, targets));
        return new DdlPlan(DdlKind.DROP, steps, doubt, DdlPlan.ShadowNote.ended(ended));
    }

    /** Naming the mapped ones only; IF EXISTS makes it the same to run it once more. */
    private static DdlStep dropStep(DdlStatement statement, List<TableName> targets) {
        String list = targets.stream().map(TableName::quoted).distinct().collect(Collectors.joining(", "));
        return new DdlStep(
                DdlKind.DROP,
                targets.get(0).schema(),
                "DROP TABLE IF EXISTS " + list,
                statement.session(),
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
        TargetTable aim = names.of(original.get(), pairIds).get(0);
        boolean like = statement.columns().isEmpty()
                && statement.mentions().stream()
                        .anyMatch(mention -> mention.role() == TableMention.Role.REFERENCE
                                && mention.table().equals(original.get()));
        boolean comparable =
                !statement.columns().isEmpty() && aim.pair().columns().pairs().isEmpty();
        return like || comparable
                ? new DdlPlan.ShadowNote(List.of(table), statement.columns(), aim.target(), List.of(), List.of())
                : DdlPlan.ShadowNote.ended(List.of(table));
    }

    private boolean isMapped(TableName table, List<Long> pairIds) {
        return !names.of(table, pairIds).isEmpty();
    }
}
