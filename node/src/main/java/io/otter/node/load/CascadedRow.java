package io.otter.node.load;

import io.otter.database.TableName;
import java.util.List;

/**
 * A row that a server changes unseen with the row that a foreign key of it refers to.
 *
 * @param key the values of its key, as {@link ConflictBook#key} gives them
 */
public record CascadedRow(TableName table, List<Object> key) {
    public CascadedRow {
        key = List.copyOf(key);
    }
}
