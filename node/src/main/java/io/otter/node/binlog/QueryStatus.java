package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * A query event's status variables: the session state of the statement (canal's decoder keeps fewer of them).
 *
 * @param numbers the server's own, of what is recorded
 * @param timeZone empty if the statement did not depend on it
 */
record QueryStatus(Map<Item, Long> numbers, String timeZone) {
    enum Item {
        /** {@code flags2}: bits of the options that matter to a replica. */
        FLAGS,
        SQL_MODE,
        /** The collation whose character set the statement's text is in. */
        CLIENT,
        COLLATION_CONNECTION,
        COLLATION_SERVER,
        AUTO_INCREMENT_INCREMENT,
        AUTO_INCREMENT_OFFSET,
        LC_TIME_NAMES,
        /** Of the statement's time, where it depends on fractions of a second. */
        MICROSECONDS,
        /** explicit_defaults_for_timestamp; MariaDB has it in the flags. */
        EXPLICIT_DEFAULTS,
        /**
         * default_collation_for_utf8mb4 (MySQL 8.0 and later), or what MariaDB's character_set_collations has for utf8mb4
         * (11.3 and later), 0 where that has nothing.
         */
        UTF8MB4_COLLATION
    }

    static final long REAL_AS_FLOAT = 1;
    static final long ANSI_QUOTES = 1 << 2;
    static final long NO_BACKSLASH_ESCAPES = 1 << 20;
    /** MariaDB's ORACLE brings this other mode, that of old MySQL servers, which changes no types, does not. */
    private static final long ORACLE = 1L << 9 | 1L << 33;

    private static final int UTF8MB4_GENERAL_CI = 45;

    private static final int POST_HEADER = 13;
    private static final int LOAD_POST_HEADER = 26;
    /** Marks more schemas than can be listed. */
    private static final int TOO_MANY_SCHEMAS = 254;

    QueryStatus {
        numbers = Map.copyOf(numbers);
    }

    static QueryStatus of(BinlogEvent event) {
        LogBuffer body = event.body();
        int begin = postHeader(event);
        int end = begin + body.getUint16(11);
        body.forward(begin);
        Map<Item, Long> numbers = new EnumMap<>(Item.class);
        String timeZone = "";
        while (body.position() < end) {
            switch (body.getUint8()) {
                case 0 -> numbers.put(Item.FLAGS, body.getUint32());
                case 1 -> numbers.put(Item.SQL_MODE, body.getLong64());
                case 2 -> body.forward(body.getUint8() + 1);
                case 3 -> {
                    numbers.put(Item.AUTO_INCREMENT_INCREMENT, (long) body.getUint16());
                    numbers.put(Item.AUTO_INCREMENT_OFFSET, (long) body.getUint16());
                }
                case 4 -> {
                    numbers.put(Item.CLIENT, (long) body.getUint16());
                    numbers.put(Item.COLLATION_CONNECTION, (long) body.getUint16());
                    numbers.put(Item.COLLATION_SERVER, (long) body.getUint16());
                }
                case 5 -> timeZone = new String(body.getData(body.getUint8()), StandardCharsets.US_ASCII);
                case 6 -> body.forward(body.getUint8());
                case 7 -> numbers.put(Item.LC_TIME_NAMES, (long) body.getUint16());
                case 8 -> body.forward(2);
                case 9, 17, 129 -> body.forward(8);
                case 10 -> body.forward(4);
                case 11 -> {
                    body.forward(body.getUint8());
                    body.forward(body.getUint8());
                }
                case 12 -> skipSchemas(body);
                case 13, 128 -> numbers.put(Item.MICROSECONDS, (long) body.getUint24());
                case 16 -> numbers.put(Item.EXPLICIT_DEFAULTS, (long) body.getUint8());
                case 18 -> numbers.put(Item.UTF8MB4_COLLATION, (long) body.getUint16());
                case 19, 20 -> body.forward(1);
                // Before the character sets.
                case 131 -> numbers.put(Item.UTF8MB4_COLLATION, utf8mb4Collation(body));
                // Variables of later versions come last, and their length is unknown.
                default -> body.forward(end - body.position());
            }
        }
        return new QueryStatus(numbers, timeZone);
    }

    /** The bytes before the status variables. */
    static int postHeader(BinlogEvent event) {
        return event.type() == BinlogEvent.LOAD_QUERY ? LOAD_POST_HEADER : POST_HEADER;
    }

    boolean has(Item item) {
        return numbers.containsKey(item);
    }

    /** 0 for what is not recorded. */
    long of(Item item) {
        return numbers.getOrDefault(item, 0L);
    }

    /** A collation's number; -1 if not recorded. */
    int collation(Item item) {
        return numbers.getOrDefault(item, -1L).intValue();
    }

    boolean has(long mode) {
        return (of(Item.SQL_MODE) & mode) != 0;
    }

    boolean hasTypesOfOracle() {
        return (of(Item.SQL_MODE) & ORACLE) == ORACLE;
    }

    /** Of pairs of a character set, by its first collation, and its collation in this session. */
    private static long utf8mb4Collation(LogBuffer body) {
        long found = 0;
        int pairs = body.getUint8();
        for (int i = 0; i < pairs; i++) {
            int of = body.getUint16();
            int collation = body.getUint16();
            found = of == UTF8MB4_GENERAL_CI ? collation : found;
        }
        return found;
    }

    private static void skipSchemas(LogBuffer body) {
        int schemas = body.getUint8();
        for (int i = 0; schemas != TOO_MANY_SCHEMAS && i < schemas; i++) {
            while (body.getUint8() != 0) {
                continue;
            }
        }
    }
}
