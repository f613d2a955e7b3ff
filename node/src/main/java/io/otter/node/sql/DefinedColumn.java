package io.otter.node.sql;

import io.otter.node.sql.DefinedKey.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as it is written.
 *
 * @param text what it says of its character set, also by its type
 * @param binary whether it asks for the {@code _bin} collation of its character set
 * @param nullable null where it says neither NULL nor NOT NULL
 * @param primary whether it alone is the primary key
 * @param unique whether it has a unique key of its own
 */
public record DefinedColumn(
        String name,
        DefinedType type,
        TextDefaults text,
        boolean binary,
        @Nullable Boolean nullable,
        boolean generated,
        boolean primary,
        boolean unique) {
    /** Those that it has of its own. */
    public List<DefinedKey> keys() {
        List<DefinedKey> keys = new ArrayList<>();
        if (primary) {
            keys.add(new DefinedKey(Kind.PRIMARY, null, List.of(name)));
        }
        if (unique) {
            keys.add(new DefinedKey(Kind.UNIQUE, null, List.of(name)));
        }
        return keys;
    }
}
