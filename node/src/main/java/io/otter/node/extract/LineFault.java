package io.otter.node.extract;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people get wrong in lines of {@code retl.retl_buffer}. Stateless. */
final class LineFault {
    private static final Pattern INTEGER = Pattern.compile("\\s*[+-]?\\d{1,30}\\s*");
    private static final Pattern NUMBER =
            Pattern.compile("\\s*[+-]?(\\d{1,100}\\.?\\d{0,100}|\\.\\d{1,100})([eE][+-]?\\d{1,3})?\\s*");
    private static final Pattern TIME = Pattern.compile("[-\\d:. +TtZz]{1,100}");

    private LineFault() {}

    /** Why a line means no row of the table. @param key indexes of its columns in order */
    static Optional<String> of(FreeDoorEntry entry, TableSchema table, List<Integer> key) {
        String name = table.schema() + "." + table.table();
        if ("IUD".indexOf(entry.type()) < 0) {
            return Optional.of("TYPE \"" + entry.type() + "\" is none of I, U, D");
        } else if (key.isEmpty()) {
            return Optional.of(name + " has no key");
        } else if (key.size() != entry.key().size()) {
            return Optional.of(
                    "PK_DATA has " + entry.key().size() + " parts, the key of " + name + " has " + key.size());
        }
        for (int i = 0; i < key.size(); i++) {
            Column column = table.columns().get(key.get(i));
            if (!isPossible(column, entry.key().get(i))) {
                return Optional.of("PK_DATA has nothing that fits column " + column.name() + " of " + name);
            }
        }
        return Optional.empty();
    }

    /** A server would take another text for 0, or refuse the statement. */
    private static boolean isPossible(Column column, String part) {
        return switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" ->
                INTEGER.matcher(part).matches();
            case "decimal", "float", "double" -> NUMBER.matcher(part).matches();
            case "date", "time", "datetime", "timestamp" -> TIME.matcher(part).matches();
            default -> true;
        };
    }
}
