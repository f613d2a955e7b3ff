package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became known of the source's tables; kept at each target in the transaction that moves the checkpoint to {@code
 * complete}.
 *
 * @param whole whether it takes the place of everything that is kept
 * @param rewind what is kept of later places is dropped first, because reading began here; null when it just goes on
 * @param complete a place up to which nothing is missing then
 * @param definitions in log order
 */
public record SchemaNews(
        boolean whole, @Nullable BinlogPosition rewind, BinlogPosition complete, List<TableDefinition> definitions) {
    private static final int OVERHEAD = 200;

    public SchemaNews {
        definitions = List.copyOf(definitions);
    }

    /** Both in one; {@code later} follows this. */
    public SchemaNews and(SchemaNews later) {
        if (later.whole || later.rewind != null) {
            return later;
        }
        List<TableDefinition> all = new ArrayList<>(definitions);
        all.addAll(later.definitions);
        return new SchemaNews(whole, rewind, later.complete, all);
    }

    /** Size counted against a byte budget. */
    long bytes() {
        long bytes = OVERHEAD;
        for (TableDefinition definition : definitions) {
            bytes += OVERHEAD + 2L * definition.json().length();
        }
        return bytes;
    }
}
