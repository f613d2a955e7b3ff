package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.sql.SqlComments;
import io.otter.node.sql.SqlDialect;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import io.otter.node.transform.TargetNames;
import io.otter.node.transform.TargetNames.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Works out what a rename means for one target. A rename between mapped names is the same rename there. When a shadow
 * replaces its mapped table, the target's table already has the rows, since they arrived as its own changes: only the
 * shadow's DDL is then applied to it. One thread at a time.
 */
final class RenamePlanner {
    private static final Pattern IF_EXISTS = Pattern.compile("(?i)\\s*(?:\\w+\\s+){1,3}if\\s+exists(?![\\w$])");

    private final TargetNames names;

    RenamePlanner(TargetNames names) {
        this.names = names;
    }

    DdlPlan plan(DdlStatement statement, List<Long> pairIds, Shadows shadows) throws SQLException {
        Work work = new Work(statement, pairIds, shadows);
        for (Map.Entry<TableName, TableName> move : statement.moves()) {
            work.add(move.getKey(), move.getValue());
        }
        return work.plan();
    }

    private final class Work {
        private final DdlStatement statement;
        private final List<Long> pairIds;
        private final Shadows shadows;
        private final List<Move> moves = new ArrayList<>();
        private final List<DdlStep> changes = new ArrayList<>();
        private final List<TableName> ended = new ArrayList<>();
        /** Unmapped names that a table has within the statement only, with their counterparts at the target. */
        private final Map<TableName, TableName> between = new HashMap<>();

        private String doubt = "";

        Work(DdlStatement statement, List<Long> pairIds, Shadows shadows) {
            this.statement = statement;
            this.pairIds = pairIds;
            this.shadows = shadows;
        }

        void add(TableName from, TableName to) throws SQLException {
            List<TableName> origins = targets(from);
            List<TableName> places = targets(to);
            if (origins.isEmpty() && places.isEmpty()) {
                OnlineChange.shadowed(from, this::isMapped).ifPresent(original -> ended.add(from));
            } else if (places.isEmpty()) {
                leave(from, to, origins);
            } else if (origins.isEmpty()) {
                arrive(from, to, places);
            } else if (origins.size() != places.size()) {
                doubt = DdlDoubt.DIFFERENT_NUMBERS.say(from, to);
            } else {
                for (int i = 0; i < origins.size(); i++) {
                    if (!origins.get(i).equals(places.get(i))) {
                        moves.add(new Move(origins.get(i), places.get(i)));
                    }
                }
            }
        }

        private void leave(TableName from, TableName to, List<TableName> origins) throws SQLException {
            boolean retired = OnlineChange.retired(to, from::equals).isPresent();
            if (retired && (replacedByShadow(from) || shadows.isOpen(from))) {
                return; // its shadow replaces it; at the target it keeps its name
            }
            for (TableName origin : origins) {
                TableName place = new TableName(origin.schema(), to.table());
                between.put(to, place);
                moves.add(new Move(origin, place));
            }
            boolean comesBack = origins.size() == 1
                    && statement.moves().stream().anyMatch(move -> move.getKey().equals(to));
            if (!comesBack) {
                doubt = DdlDoubt.LEAVES.say(to);
            }
        }

        private void arrive(TableName from, TableName to, List<TableName> places) throws SQLException {
            TableName passing = between.get(from);
            if (passing != null) {
                moves.add(new Move(passing, places.get(0)));
                return;
            }
            if (OnlineChange.retired(from, to::equals).isPresent()) {
                return; // it never left at the target
            }
            if (OnlineChange.shadowed(from, to::equals).isPresent()) {
                ended.add(from);
                Optional<List<DdlChange>> known = shadows.statements(from);
                if (known.isPresent()) {
                    known.get().forEach(change -> replay(change, from, to));
                    return;
                }
            }
            doubt = DdlDoubt.UNKNOWN_CHANGES.say(from, places.get(0), to);
        }

        private void replay(DdlChange change, TableName shadow, TableName table) {
            DdlStatement made = DdlStatement.parse(change).orElseThrow();
            for (TargetTable targetTable : names.of(table, pairIds)) {
                if (DdlPlanner.touchesNoMappedColumn(made, targetTable.pair().columns())) {
                    continue;
                }
                doubt = doubt.isEmpty() ? DdlPlanner.doubt(made, targetTable) : doubt;
                changes.add(new DdlStep(
                        made.kind(),
                        targetTable.target().schema(),
                        made.renamed(
                                name -> name.equals(shadow)
                                        ? Optional.of(targetTable.target())
                                        : names.of(targetTable.pair(), name)
                                                .map(TargetTable::target)
                                                .or(() -> names.anyOf(name)),
                                targetTable.target().schema()),
                        made.session(),
                        List.of(targetTable.target()),
                        List.of(),
                        targetTable.shared(),
                        false));
            }
        }

        DdlPlan plan() {
            List<DdlStep> steps = new ArrayList<>(changes);
            if (!moves.isEmpty()) {
                if (!changes.isEmpty()) {
                    doubt = DdlDoubt.MIXED_RENAMES.say();
                }
                steps.add(
                        isNothingButRename()
                                ? DdlStep.rename(statement.session(), moves, isConditional())
                                : changeAndRename(moves.get(0)));
            }
            if (!isNothingButRename() && (moves.size() != 1 || !changes.isEmpty())) {
                doubt = DdlDoubt.CHANGES_AND_RENAMES.say();
            }
            // Swapping in a shadow is an ALTER in several statements.
            DdlKind kind = changes.isEmpty() ? statement.kind() : DdlKind.ALTER;
            return new DdlPlan(kind, steps, doubt, DdlPlan.ShadowNote.ended(ended));
        }

        private DdlStep changeAndRename(Move move) {
            Map.Entry<TableName, TableName> source = statement.moves().get(0);
            String sql = statement.renamed(
                    table -> table.equals(source.getKey())
                            ? Optional.of(move.from())
                            : table.equals(source.getValue()) ? Optional.of(move.to()) : names.anyOf(table),
                    move.from().schema());
            List<TableName> tables = List.of(move.from(), move.to());
            return new DdlStep(
                    DdlKind.ALTER, move.from().schema(), sql, statement.session(), tables, List.of(), false, false);
        }

        private boolean isConditional() {
            return IF_EXISTS
                    .matcher(SqlComments.blanked(statement.sql(), SqlDialect.ANY))
                    .lookingAt();
        }

        private boolean isNothingButRename() {
            if (statement.kind() == DdlKind.RENAME) {
                return true;
            }
            int begin = statement.mentions().get(0).to();
            int end = statement.mentions().get(1).from();
            return statement.mentions().size() == 2
                    && statement.sql().substring(begin, end).strip().matches("(?is)rename(\\s+to|\\s+as|\\s*=)?")
                    && statement
                            .sql()
                            .substring(statement.mentions().get(1).to())
                            .isBlank();
        }

        private boolean replacedByShadow(TableName table) {
            return statement.moves().stream()
                    .anyMatch(move -> move.getValue().equals(table)
                            && OnlineChange.shadowed(move.getKey(), table::equals)
                                    .isPresent());
        }

        private List<TableName> targets(TableName table) {
            return names.of(table, pairIds).stream().map(TargetTable::target).toList();
        }

        private boolean isMapped(TableName table) {
            return !targets(table).isEmpty();
        }
    }
}
