package io.otter.node.verify;

import io.otter.node.binlog.Row;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks rows up by their keys on either side of a table. One thread at a time. */
final class FoundRows {
    private final TableSides sides;
    private final ChunkReader source;
    private final ChunkReader target;

    FoundRows(TableSides sides, ChunkReader source, ChunkReader target) {
        this.sides = sides;
        this.source = source;
        this.target = target;
    }

    Map<RowId, Row> atSource(Collection<RowId> ids) throws SQLException, ChangedException {
        return find(true, ids);
    }

    Map<RowId, Row> atTarget(Collection<RowId> ids) throws SQLException, ChangedException {
        return find(false, ids);
    }

    /** Removes rows of the source that are found for a row of the target only because the source ignores what the target does not. */
    void withoutOthers(Map<RowId, Row> atSource, Map<RowId, Row> atTarget) throws SQLException, ChangedException {
        if (!sides.looseKey()) {
            return;
        }
        Set<RowId> others = new HashSet<>();
        for (Map.Entry<RowId, Row> one : atSource.entrySet()) {
            RowId own = sides.idOfSource(one.getValue());
            Row present = atTarget.get(one.getKey());
            if (present == null || own.equals(one.getKey())) {
                continue;
            }
            Row counterpart = find(false, List.of(own)).get(own);
            if (counterpart == null || !sides.idOfTarget(counterpart).equals(sides.idOfTarget(present))) {
                others.add(one.getKey());
            }
        }
        atSource.keySet().removeAll(others);
    }

    private Map<RowId, Row> find(boolean atSource, Collection<RowId> ids) throws SQLException, ChangedException {
        Map<RowId, Row> found = new HashMap<>();
        for (Row row : query(atSource, ids.stream().map(RowId::values).toList())) {
            found.put(atSource ? sides.idOfSource(row) : sides.idOfTarget(row), row);
        }
        if (sides.looseKey()) {
            for (RowId id : ids) {
                if (!found.containsKey(id)) {
                    // By itself, since the row may spell its key in another way.
                    for (Row row : query(atSource, List.of(id.values()))) {
                        found.put(id, row);
                    }
                }
            }
        }
        return found;
    }

    private List<Row> query(boolean atSource, List<List<Object>> keys) throws SQLException, ChangedException {
        if (keys.isEmpty()) {
            return List.of();
        }
        return atSource
                ? source.find(sides.source(), sides.sourceKey(), keys)
                : target.find(sides.target(), sides.targetKey(), keys);
    }
}
