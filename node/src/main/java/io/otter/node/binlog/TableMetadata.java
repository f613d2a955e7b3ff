package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a table map says beyond the types, as {@code Table_map_log_event} of MySQL 8.0 and of MariaDB 10.5 describes it: fields
 * of a type, a length and a value. Unknown fields are passed over. Used once.
 */
final class TableMetadata {
    private static final int SIGNEDNESS = 1;
    private static final int DEFAULT_CHARSET = 2;
    private static final int COLUMN_CHARSET = 3;
    private static final int COLUMN_NAME = 4;
    private static final int SET_LABELS = 5;
    private static final int ENUM_LABELS = 6;
    private static final int GEOMETRY_TYPE = 7;
    private static final int PRIMARY_KEY = 8;
    private static final int PRIMARY_KEY_WITH_PREFIX = 9;
    private static final int LABEL_DEFAULT_CHARSET = 10;
    private static final int LABEL_COLUMN_CHARSET = 11;
    private static final int VISIBILITY = 12;

    private final TableMap map;
    private final Collations collations;
    private final @Nullable Boolean[] unsigned;
    private final int[] collation;
    private final @Nullable String[] names;
    private final List<List<byte[]>> labels = new ArrayList<>();
    private final @Nullable Integer[] geometries;
    private @Nullable List<Integer> primaryKey;

    private TableMetadata(TableMap map, Collations collations) {
        this.map = map;
        this.collations = collations;
        int columns = map.types().length;
        unsigned = new Boolean[columns];
        collation = new int[columns];
        Arrays.fill(collation, -1);
        names = new String[columns];
        geometries = new Integer[columns];
        for (int i = 0; i < columns; i++) {
            labels.add(List.of());
        }
    }

    /**
     * @throws IllegalArgumentException when the metadata do not have the shape that the types demand: then what is known of the
     *     types is wrong, and so would be every value
     */
    static LoggedTable read(TableMap map, Collations collations) {
        TableMetadata metadata = new TableMetadata(map, collations);
        LogBuffer body = new LogBuffer(map.metadata(), 0, map.metadata().length);
        while (body.hasRemaining()) {
            int type = body.getUint8();
            int length = (int) body.getPackedLong();
            int end = body.position() + length;
            metadata.field(type, body, end);
            if (body.position() > end) {
                throw new IllegalArgumentException("metadata of type " + type + " of " + map.schema() + "."
                        + map.table() + " do not fit its columns");
            }
            body.position(end);
        }
        return metadata.table();
    }

    private void field(int type, LogBuffer body, int end) {
        switch (type) {
            case SIGNEDNESS -> signs(body);
            case DEFAULT_CHARSET -> defaultCharset(body, end, this::isText);
            case COLUMN_CHARSET -> columnCharsets(body, this::isText);
            case LABEL_DEFAULT_CHARSET -> defaultCharset(body, end, this::hasLabels);
            case LABEL_COLUMN_CHARSET -> columnCharsets(body, this::hasLabels);
            case COLUMN_NAME -> {
                for (int i = 0; i < names.length && body.position() < end; i++) {
                    names[i] = new String(bytes(body), StandardCharsets.UTF_8);
                }
            }
            case SET_LABELS -> labels(body, TableMap.SET);
            case ENUM_LABELS -> labels(body, TableMap.ENUM);
            case GEOMETRY_TYPE -> {
                for (int i = 0; i < geometries.length && body.position() < end; i++) {
                    if (map.types()[i] == TableMap.GEOMETRY) {
                        geometries[i] = (int) body.getPackedLong();
                    }
                }
            }
            case PRIMARY_KEY, PRIMARY_KEY_WITH_PREFIX -> {
                List<Integer> key = new ArrayList<>();
                while (body.position() < end) {
                    key.add((int) body.getPackedLong());
                    if (type == PRIMARY_KEY_WITH_PREFIX) {
                        body.getPackedLong();
                    }
                }
                primaryKey = key;
            }
            // Rows have invisible columns like others, so nothing that a history may have wrong of it changes a value:
            // it is
            // read for its length, which tells whether there are as many columns as types.
            case VISIBILITY -> body.forward((names.length + 7) / 8);
            default -> {}
        }
    }

    private void signs(LogBuffer body) {
        int bit = 0;
        int bits = 0;
        for (int i = 0; i < unsigned.length; i++) {
            if (isNumber(i)) {
                if (bit % 8 == 0) {
                    bits = body.getUint8();
                }
                // A YEAR counts as a number here, and servers call it unsigned without saying so anywhere else.
                unsigned[i] = map.types()[i] == TableMap.YEAR ? null : (bits << bit % 8 & 0x80) != 0;
                bit++;
            }
        }
    }

    private void defaultCharset(LogBuffer body, int end, IntPredicate matching) {
        int standard = (int) body.getPackedLong();
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < collation.length; i++) {
            if (matching.test(i)) {
                columns.add(i);
                collation[i] = standard;
            }
        }
        while (body.position() < end) {
            int column = columns.get((int) body.getPackedLong());
            collation[column] = (int) body.getPackedLong();
        }
    }

    private void columnCharsets(LogBuffer body, IntPredicate matching) {
        for (int i = 0; i < collation.length; i++) {
            if (matching.test(i)) {
                collation[i] = (int) body.getPackedLong();
            }
        }
    }

    private void labels(LogBuffer body, int type) {
        for (int i = 0; i < names.length; i++) {
            if (map.types()[i] == type) {
                int count = (int) TableMap.checked(body, body.getPackedLong());
                List<byte[]> texts = new ArrayList<>(count);
                for (int label = 0; label < count; label++) {
                    texts.add(bytes(body));
                }
                labels.set(i, texts);
            }
        }
    }

    private LoggedTable table() {
        List<LoggedTable.Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            columns.add(column(i));
        }
        return new LoggedTable(map.id(), map.schema(), map.table(), columns, primaryKey);
    }

    private LoggedTable.Column column(int index) {
        int number = collation[index];
        String charset = number < 0 ? null : collations.charset(number);
        return new LoggedTable.Column(
                map.types()[index],
                map.metas()[index],
                map.nullable(index),
                unsigned[index],
                geometries[index],
                charset,
                number < 0 ? null : collations.name(number),
                names[index],
                hasLabels(index) && charset != null && names[index] != null ? texts(index, charset) : null);
    }

    private List<String> texts(int index, String charset) {
        return labels.get(index).stream()
                .map(bytes -> Charsets.decode(charset, bytes, 0, bytes.length))
                .toList();
    }

    private boolean isNumber(int index) {
        return switch (map.types()[index]) {
            case 1, 2, 3, TableMap.FLOAT, TableMap.DOUBLE, TableMap.BIGINT, 9, TableMap.YEAR, TableMap.DECIMAL -> true;
            default -> false;
        };
    }

    private boolean isText(int index) {
        return switch (map.types()[index]) {
            case TableMap.VARCHAR,
                    TableMap.VAR_STRING,
                    TableMap.STRING,
                    TableMap.BLOB,
                    TableMap.VARCHAR_COMPRESSED,
                    TableMap.BLOB_COMPRESSED -> true;
            default -> false;
        };
    }

    private boolean hasLabels(int index) {
        return map.types()[index] == TableMap.ENUM || map.types()[index] == TableMap.SET;
    }

    private static byte[] bytes(LogBuffer body) {
        int length = (int) body.getPackedLong();
        return TableMap.data(body, length);
    }
}
