package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.LoggedTable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds the length or precision of a column against what the log has for it. Stateless. */
final class LoggedSizes {
    private static final Pattern NUMBERS = Pattern.compile("^[a-z]+\\((\\d{1,9})(?:,(\\d{1,9}))?\\)");
    private static final int ANY = -1;
    /** So many labels have their number in one byte. */
    private static final int SMALL_ENUM = 255;
    /** A SET has 1, 2, 3, 4 or 8 bytes. */
    private static final int LARGE_SET = 4;

    private final ServerDefaults server;

    LoggedSizes(ServerDefaults server) {
        this.server = server;
    }

    boolean fit(Column known, LoggedTable.Column logged) {
        int expected = expected(known, logged.type());
        return expected == ANY || expected == logged.meta();
    }

    private int expected(Column known, int type) {
        return switch (type) {
            case 15, 254 -> bytes(known);
            case 246 -> decimal(known);
            case 16 -> bits(known);
            case 17, 18, 19 -> number(known, 1, 0);
            case 247 -> known.labels().isEmpty() ? ANY : known.labels().size() > SMALL_ENUM ? 2 : 1;
            case 248 -> known.labels().isEmpty() ? ANY : ofSet(known.labels());
            case 252 -> lengthBytes(known.dataType());
            default -> ANY;
        };
    }

    private int bytes(Column known) {
        boolean text = known.dataType().equals("varchar") || known.dataType().equals("char");
        boolean plain = known.dataType().equals("varbinary") || known.dataType().equals("binary");
        String charset = known.charset();
        if (!plain && (!text || charset == null || !server.charsets().containsKey(charset))) {
            return ANY; // of types that only some servers have as well
        }
        int length = number(known, 1, ANY);
        return length == ANY || plain ? length : length * server.maxBytes(String.valueOf(charset));
    }

    private static int decimal(Column known) {
        int precision = number(known, 1, ANY);
        return precision == ANY ? ANY : precision << 8 | number(known, 2, 0);
    }

    private static int bits(Column known) {
        int bits = number(known, 1, ANY);
        return bits == ANY ? ANY : bits / 8 << 8 | bits % 8;
    }

    private static int ofSet(List<String> labels) {
        int bytes = (labels.size() + 7) / 8;
        return bytes > LARGE_SET ? 8 : bytes;
    }

    private static int lengthBytes(String dataType) {
        return switch (dataType) {
            case "tinytext", "tinyblob" -> 1;
            case "text", "blob" -> 2;
            case "mediumtext", "mediumblob" -> 3;
            case "longtext", "longblob" -> 4;
            default -> ANY;
        };
    }

    private static int number(Column known, int which, int otherwise) {
        Matcher numbers = NUMBERS.matcher(known.columnType());
        boolean found = numbers.find() && numbers.group(which) != null;
        return found ? Integer.parseInt(numbers.group(which)) : otherwise;
    }
}
