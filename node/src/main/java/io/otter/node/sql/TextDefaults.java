package io.otter.node.sql;

import org.jspecify.annotations.Nullable;

/**
 * A character set and a collation as they are written, in lower case; null where nothing is said.
 *
 * @param charset {@code default} for that of what is around it
 */
public record TextDefaults(
        @Nullable String charset, @Nullable String collation) {
    static final TextDefaults NONE = new TextDefaults(null, null);

    public boolean areOpen() {
        return charset == null && collation == null;
    }
}
