package io.otter.node.binlog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a source table as it was at some place in the log.
 *
 * @param dataType lower case without length, e.g. {@code varchar}, {@code bigint}
 * @param columnType as SHOW CREATE TABLE spells it, e.g. {@code int(10) unsigned}
 * @param charset the server's name of the character set; null when the type has none
 * @param labels of ENUM and SET, else empty
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
