package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * One statement to run at the target.
 *
 * @param schema the default schema to run it in; may be empty
 * @param session variables to set, see {@link io.otter.node.binlog.DdlChange}
 * @param tables those whose definitions it may change
 * @param moves of a RENAME, in order; otherwise empty
 * @param shared whether other source tables map to the same target table, so that its effect may be there already
 * @param hidden whether its effect does not show in the tables' definitions
 */
record DdlStep(
        DdlKind kind,
        String schema,
        String sql,
        Map<String, String> session,
        List<TableName> tables,
        List<Move> moves,
        boolean shared,
        boolean hidden) {
    DdlStep {
        session = Map.copyOf(session);
        tables = List.copyOf(tables);
        moves = List.copyOf(moves);
    }

    /** @param ifExists whether tables that do not exist are passed over, which only MariaDB does */
    static DdlStep rename(Map<String, String> session, List<Move> moves, boolean ifExists) {
        StringJoiner items = new StringJoiner(", ", "RENAME TABLE " + (ifExists ? "IF EXISTS " : ""), "");
        List<TableName> tables = new ArrayList<>();
        for (Move move : moves) {
            items.add(move.from().quoted() + " TO " + move.to().quoted());
            tables.add(move.from());
            tables.add(move.to());
        }
        return new DdlStep(
                DdlKind.RENAME,
                moves.get(0).from().schema(),
                items.toString(),
                session,
                tables.stream().distinct().toList(),
                moves,
                false,
                false);
    }

    /**
     * What remains of a step that was started and may have run completely, partly or not at all.
     *
     * @param before the definitions when it started, see {@link TargetDefinitions}
     * @param now the current definitions
     * @return no step if it has run; empty if that cannot be told
     */
    Optional<List<DdlStep>> rest(Map<String, String> before, Map<String, String> now) {
        return switch (kind) {
            case DROP, TRUNCATE -> Optional.of(List.of(this)); // nothing followed it, so running it again is harmless
            case RENAME -> restOfMoves(before, now);
            default -> {
                if (!now.equals(before)) {
                    yield Optional.of(List.of());
                }
                yield hidden ? Optional.empty() : Optional.of(List.of(this));
            }
        };
    }

    /**
     * Servers without atomic DDL may have done only the first moves. Several numbers of moves can fit the definitions:
     * that is no doubt as long as each leaves every table at the same place, as a table that goes away and comes back.
     */
    private Optional<List<DdlStep>> restOfMoves(Map<String, String> before, Map<String, String> now) {
        Map<String, String> tables = new TreeMap<>(); // by their place now, named after their place before
        before.forEach(
                (place, definition) -> tables.put(place, definition.equals(TargetDefinitions.NONE) ? "" : place));
        Set<Map<String, String>> fitting = new HashSet<>();
        int most = 0;
        for (int done = 0; done <= moves.size(); done++) {
            if (done > 0) {
                Move move = moves.get(done - 1);
                tables.put(move.to().quoted(), tables.getOrDefault(move.from().quoted(), ""));
                tables.put(move.from().quoted(), "");
            }
            if (now.entrySet().stream()
                    .allMatch(at -> at.getValue()
                            .equals(before.getOrDefault(
                                    tables.getOrDefault(at.getKey(), ""), TargetDefinitions.NONE)))) {
                fitting.add(Map.copyOf(tables));
                most = done;
            }
        }
        if (fitting.size() != 1) {
            return Optional.empty();
        }
        List<Move> left = moves.subList(most, moves.size());
        return Optional.of(
                left.isEmpty() ? List.of() : List.of(rename(session, left, sql.startsWith("RENAME TABLE IF EXISTS "))));
    }
}
