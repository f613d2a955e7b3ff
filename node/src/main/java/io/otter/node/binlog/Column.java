package io.otter.node.binlog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a source table as defined at some point in the log.
 *
 * @param dataType lower case without length, e.g. {@code varchar}, {@code bigint}
 * @param columnType as in SHOW CREATE TABLE, e.g. {@code int(10) unsigned}
 * @param charset the server's name of the character set; null for types without one
 * @param labels of ENUM and SET, otherwise empty
 */
public record Column(
        String name,
        String dataType,
        String columnType,
        boolean unsigned,
        boolean nullable,
        boolean generated,
        @Nullable String charset,
        @Nullable String collation,
        List<String> labels) {
    public Column {
        labels = List.copyOf(labels);
    }
}
