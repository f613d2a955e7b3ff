package io.otter.manager.datasource;

import io.otter.common.secret.Sha256;

/**
 * A table or a family of tables of a source.
 *
 * @param id of table DATA_MEDIA, 0 for a new one
 * @param source name of the data media source
 * @param schema see {@link io.otter.common.model.NamePattern}
 * @param table likewise
 */
public record Media(long id, String source, String schema, String table) {
    /** The full name for lists, messages and the audit log, like {@code src:shop.orders}. */
    public String text() {
        return source + ":" + schema + "." + table;
    }

    /** A version that changes with the names. */
    public String version() {
        return Sha256.shortHex(toString());
    }

    /** Whether both name the same tables, regardless of the id. */
    public boolean isSame(Media other) {
        return source.equalsIgnoreCase(other.source) && schema.equals(other.schema) && table.equals(other.table);
    }
}
