package io.otter.node.load;

import io.otter.database.TableName;
import java.util.List;

/**
 * A row of which the other side is told how it is here.
 *
 * @param key the values of its key, as {@link ConflictBook#key} gives them
 */
public record ToldRow(TableName table, List<Object> key) {
    public ToldRow {
        key = List.copyOf(key);
    }
}
