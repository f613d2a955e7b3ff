package io.otter.node.binlog;

import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.SqlParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decodes whatever bytes come as a log; the entry of a fuzzer. Each may be refused, by an exception. */
public final class HostileEvents {
    private static final Collations COLLATIONS = new Collations(
            List.of(List.of("45", "utf8mb4_general_ci", "utf8mb4", "Yes"), List.of("63", "binary", "binary", "Yes")));
    private static final int[] TYPES = {
        3, TableMap.VARCHAR, TableMap.BLOB, TableMap.JSON, TableMap.DECIMAL, TableMap.DATETIME2, TableMap.BIT
    };
    private static final int[] METAS = {30, 0, 1, 4, 10, 2, 0, 0, 1};
    private static final TableSchema SCHEMA = new TableSchema(
            "db",
            "t",
            List.of(
                    column("a", "int"),
                    column("b", "varchar"),
                    column("c", "blob"),
                    column("d", "json"),
                    column("e", "decimal"),
                    column("f", "datetime"),
                    column("g", "bit")),
            List.of(0),
            List.of());

    private HostileEvents() {}

    private static Column column(String name, String type) {
        String charset = type.equals("varchar") ? "utf8mb4" : null;
        return new Column(name, type, type, false, true, false, charset, null, List.of());
    }

    /** Called by a fuzzer: the first byte says what the others are. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 1) {
            return;
        }
        byte[] bytes = java.util.Arrays.copyOfRange(input, 1, input.length);
        try {
            switch (input[0] & 3) {
                case 0 -> JsonText.of(bytes);
                case 1 ->
                    new SqlParser(SqlDialect.ANY)
                            .read(new String(bytes, StandardCharsets.UTF_8), "db")
                            .statement();
                default -> decode(bytes);
            }
        } catch (IOException | RuntimeException e) {
            return; // refused
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void decode(byte[] bytes) throws IOException, InterruptedException {
        if (bytes.length < BinlogEvent.HEADER) {
            return;
        }
        EventDecoder decoder = new EventDecoder("b.1", 4, false, COLLATIONS);
        decoder.decode(bytes, bytes.length, BinlogEvent.toldEnd(bytes), event -> {
            switch (event.type()) {
                case BinlogEvent.QUERY -> decoder.query(event);
                case BinlogEvent.ROTATE -> decoder.rotate(event);
                case BinlogEvent.TABLE_MAP -> TableMetadata.read(TableMap.of(event), COLLATIONS);
                case 23, 24, 25, 30, 31, 32, 166, 167, 168, 169, 170, 171 ->
                    RowDecoder.decode(event, map(), SCHEMA, false, change -> {});
                default -> {
                    EventDecoder.gtid(event);
                    EventDecoder.isIneffectiveAlter(event);
                    EventDecoder.originalCommitMillis(event);
                }
            }
        });
    }

    private static TableMap map() {
        byte[] event = tableMap();
        return TableMap.of(BinlogEvent.of(event, event.length, 0, 0));
    }

    /** Good ones to begin with, each with the byte that says what it is. */
    static List<byte[]> seeds() {
        byte[] json = {0, 1, 0, 12, 0, 11, 0, 1, 0, 5, 7, 0, 'k'};
        byte[] row = {
            7,
            0,
            0,
            0,
            3,
            'a',
            'b',
            'c',
            2,
            1,
            2,
            13,
            0,
            0,
            0,
            0,
            1,
            0,
            12,
            0,
            11,
            0,
            1,
            0,
            5,
            7,
            0,
            'k',
            (byte) 0x80,
            0,
            0,
            1,
            5,
            (byte) 0x99,
            0x50,
            1,
            2,
            3,
            1
        };
        byte[] query = body(
                new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 6, 0, 4, 45, 0, 45, 0, 63, 0},
                "db\0CREATE TABLE t (a INT)");
        return List.of(
                with(0, json),
                with(1, "CREATE TABLE t (a INT DEFAULT ((1)), KEY (a)) COMMENT 'x'".getBytes(StandardCharsets.UTF_8)),
                with(
                        1,
                        "ALTER TABLE `db`.`t` ADD COLUMN b ENUM('a','b') AFTER a, DROP KEY k"
                                .getBytes(StandardCharsets.UTF_8)),
                with(2, tableMap()),
                with(2, event(30, body(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 7, 0x7f, 0}, row))),
                with(
                        2,
                        event(
                                31,
                                body(
                                        new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 7, 1, 1, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0
                                        },
                                        ""))),
                with(2, event(BinlogEvent.QUERY, query)),
                with(2, event(BinlogEvent.MYSQL_GTID, new byte[60])),
                with(2, event(BinlogEvent.MARIADB_GTID, new byte[30])),
                with(2, event(BinlogEvent.PAYLOAD, new byte[] {2, 1, (byte) 255, 3, 1, 20, 1, 1, 20, 0, 1, 2, 3})),
                with(2, event(BinlogEvent.COMPRESSED_QUERY, body(query, new byte[] {4, 0, 0, 0, 1, 0x78, 1, 3, 0}))));
    }

    private static byte[] tableMap() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 1, 0, 2, 'd', 'b', 0, 1, 't', 0, 7});
        for (int type : TYPES) {
            out.write(type);
        }
        out.write(METAS.length);
        for (int meta : METAS) {
            out.write(meta);
        }
        out.writeBytes(new byte[] {0x7f, 1, 1, 0, 2, 3, 45, 0, 63});
        return event(BinlogEvent.TABLE_MAP, out.toByteArray());
    }

    private static byte[] event(int type, byte[] body) {
        int size = BinlogEvent.HEADER + body.length;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put((byte) type)
                .putInt(1)
                .putInt(size)
                .putInt(4 + size)
                .putShort((short) 0)
                .put(body)
                .array();
    }

    private static byte[] body(byte[] first, String second) {
        return body(first, second.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] body(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] with(int kind, byte[] bytes) {
        return body(new byte[] {(byte) kind}, bytes);
    }
}
