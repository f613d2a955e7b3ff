package io.otter.node.extract;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.extract.SourceRows.LookAgainException;
import io.otter.node.schema.LaterChanges;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether tables are still what they were at a place of the log. The log is read ahead once for each definition that a look-up
 * uses, after the definition: a statement that comes later still is noticed by the look-up itself. One thread at a time.
 */
final class TableAge {
    private final SourceRows rows;
    private final LaterChanges later;
    private final Map<TableName, Integer> known = new HashMap<>();
    private @Nullable BinlogPosition begin;

    TableAge(SourceRows rows, LaterChanges later) {
        this.rows = rows;
        this.later = later;
    }

    /** Nothing before this place will be asked for any more. */
    void begin(BinlogPosition at) {
        begin = at;
    }

    /** @throws LookAgainException if the thread is interrupted */
    boolean isChanged(TableName table, BinlogPosition since) {
        rows.table(table);
        Integer reading = rows.reading();
        if (!reading.equals(known.get(table))) {
            try {
                later.read(begin == null ? since : begin);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LookAgainException("the look-up was given up");
            }
            known.put(table, reading);
        }
        return later.include(table, since);
    }
}
