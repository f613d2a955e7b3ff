package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A query event's status variables: the session state of the statement (canal's decoder keeps fewer of them). Numbers
 * are the server's own; -1 means not recorded.
 *
 * @param flags its {@code flags2}: bits of the options that matter to a replica
 * @param modes its sql_mode
 * @param client the collation whose character set the statement's text is in
 * @param collation its collation_connection
 * @param timeZone empty if the statement did not depend on it
 * @param utf8mb4Collation default_collation_for_utf8mb4 (MySQL 8.0 and later), or what MariaDB's character_set_collations
 *     has for utf8mb4 (11.3 and later), 0 where that has nothing
 * @param explicitDefaults explicit_defaults_for_timestamp; null if not recorded, and on MariaDB, which has it in the
 *     flags
 */
record QueryStatus(
        long flags,
        long modes,
        int client,
        int collation,
        String timeZone,
        int utf8mb4Collation,
        @Nullable Boolean explicitDefaults) {
    static final long REAL_AS_FLOAT = 1;
    static final long ANSI_QUOTES = 1 << 2;
    static final long NO_BACKSLASH_ESCAPES = 1 << 20;

    private static final int UTF8MB4_GENERAL_CI = 45;

    private static final int POST_HEADER = 13;
    private static final int LOAD_POST_HEADER = 26;
    /** Marks more schemas than can be listed. */
    private static final int TOO_MANY_SCHEMAS = 254;

    static QueryStatus of(BinlogEvent event) {
        LogBuffer body = event.body();
        int begin = postHeader(event);
        int end = begin + body.getUint16(11);
        body.forward(begin);
        long flags = -1;
        long modes = -1;
        int client = -1;
        int collation = -1;
        String timeZone = "";
        int utf8mb4Collation = -1;
        Boolean explicitDefaults = null;
        while (body.position() < end) {
            switch (body.getUint8()) {
                case 0 -> flags = body.getUint32();
                case 1 -> modes = body.getLong64();
                case 2 -> body.forward(body.getUint8() + 1);
                case 3, 10 -> body.forward(4);
                case 4 -> {
                    client = body.getUint16();
                    collation = body.getUint16();
                    body.forward(2);
                }
                case 5 -> timeZone = new String(body.getData(body.getUint8()), StandardCharsets.US_ASCII);
                case 6 -> body.forward(body.getUint8());
                case 7, 8 -> body.forward(2);
                case 9, 17 -> body.forward(8);
                case 11 -> {
                    body.forward(body.getUint8());
                    body.forward(body.getUint8());
                }
                case 12 -> skipSchemas(body);
                case 13 -> body.forward(3);
                case 16 -> explicitDefaults = body.getUint8() != 0;
                case 18 -> utf8mb4Collation = body.getUint16();
                case 128 -> body.forward(3);
                case 129 -> body.forward(8);
                case 131 -> utf8mb4Collation = utf8mb4Collation(body); // before the character sets
                // Variables of later versions come last, and their length is unknown.
                default -> body.forward(end - body.position());
            }
        }
        return new QueryStatus(flags, modes, client, collation, timeZone, utf8mb4Collation, explicitDefaults);
    }

    /** The bytes before the status variables. */
    static int postHeader(BinlogEvent event) {
        return event.type() == BinlogEvent.LOAD_QUERY ? LOAD_POST_HEADER : POST_HEADER;
    }

    boolean has(long mode) {
        return modes != -1 && (modes & mode) != 0;
    }

    /** Of pairs of a character set, by its first collation, and its collation in this session. */
    private static int utf8mb4Collation(LogBuffer body) {
        int found = 0;
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
