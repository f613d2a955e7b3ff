package io.otter.node.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a table.
 *
 * @param name null where the server is to find one
 * @param columns empty names stand for expressions
 */
public record DefinedKey(Kind kind, @Nullable String name, List<String> columns) {
    /** What a key promises. */
    public enum Kind {
        PRIMARY,
        UNIQUE,
        PLAIN
    }

    public DefinedKey {
        columns = List.copyOf(columns);
    }
}
