package io.otter.node.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.otter.common.error.ErrorCode;
import io.otter.common.model.DdlKind;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.Filling;
import io.otter.node.sql.LeftOpen;
import io.otter.node.sql.OpenText;
import io.otter.node.sql.TableMention;
import io.otter.node.sql.TableMention.Role;
import io.otter.node.sql.TextDefaults;
import io.otter.testsupport.workload.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    @Test
    void everyKindOfValueArrivesAsItWas() {
        long seed = Seed.of(BatchCodecTest.class);
        Random random = new Random(seed);
        List<TableSchema> schemas = List.of(schema("a"), schema("b"), schema("c"));
        BatchCodec sender = new BatchCodec();
        BatchCodec receiver = new BatchCodec();
        for (int i = 1; i <= 200; i++) {
            Batch batch = new Batch(i, transactions(random, schemas), random.nextLong(), random.nextLong());
            Batch arrived = cross(sender, receiver, batch);
            assertThat(arrived)
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .isEqualTo(batch);
        }
    }

    @Test
    void aTableSchemaStaysOneInstanceThroughItsStream() {
        BatchCodec sender = new BatchCodec();
        BatchCodec receiver = new BatchCodec();
        TableSchema schema = schema("a");
        TableSchema first = table(cross(sender, receiver, batchOf(schema)));
        TableSchema again = table(cross(sender, receiver, batchOf(schema)));
        TableSchema altered = table(cross(sender, receiver, batchOf(schema("a"))));
        assertThat(again).isSameAs(first);
        assertThat(altered).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void manySchemasDoNotMixUp() {
        BatchCodec sender = new BatchCodec();
        BatchCodec receiver = new BatchCodec();
        TableSchema kept = schema("kept");
        for (int i = 0; i < 2 * SchemaNumbers.MAX + 10; i++) {
            assertThat(table(cross(sender, receiver, batchOf(schema("t" + i)))).table())
                    .isEqualTo("t" + i);
            assertThat(table(cross(sender, receiver, batchOf(kept))).table()).isEqualTo("kept");
        }
    }

    @Test
    void brokenBytesAreRefusedWithoutTakingMemory() {
        long seed = Seed.of(BatchCodecTest.class);
        Random random = new Random(seed);
        ByteBuf whole = Unpooled.buffer();
        new BatchCodec().write(new Batch(1, transactions(random, List.of(schema("a"))), 1, 1), whole);
        assertThatThrownBy(() -> new BatchCodec().read(whole.slice(0, whole.readableBytes() - 1)))
                .isInstanceOf(RuntimeException.class);
        for (int i = 0; i < 2_000; i++) {
            ByteBuf broken = whole.copy();
            broken.setByte(random.nextInt(broken.readableBytes()), random.nextInt());
            try {
                new BatchCodec().read(broken);
            } catch (RuntimeException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private static Batch cross(BatchCodec sender, BatchCodec receiver, Batch batch) {
        ByteBuf bytes = Unpooled.buffer();
        sender.write(batch, bytes);
        Batch arrived = receiver.read(bytes);
        assertThat(bytes.isReadable()).isFalse();
        return arrived;
    }

    static TableSchema schema(String table) {
        Column id = new Column("id", "bigint", "bigint(20)", true, false, false, null, null, List.of());
        Column kind = new Column(
                "k", "enum", "enum('ä','b')", false, true, false, "utf8mb4", "utf8mb4_bin", List.of("ä", "b"));
        return new TableSchema("shop", table, List.of(id, kind), List.of(0), List.of(List.of(1), List.of(0, 1)));
    }

    @Test
    void aSessionVariableThatIsNoneOfOursDoesNotGetIn() {
        ByteBuf wire = Unpooled.buffer();
        Change ddl = new DdlChange("shop", "ALTER TABLE t ADD c INT", Map.of("sql_mode", "ANSI"));
        new BatchCodec()
                .write(
                        new Batch(1, List.of(transaction(List.of(new SelectedChange(ddl, List.of(7L), false)))), 1, 1),
                        wire);
        String text = wire.toString(StandardCharsets.ISO_8859_1);
        wire.setBytes(text.indexOf("sql_mode"), "x=1, y  ".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new BatchCodec().read(wire)).hasMessageContaining("x=1, y");
    }

    static Batch batchOf(TableSchema schema) {
        Row row = new Row(new Object[] {1L, "b"});
        Change change = new RowChange(schema, RowKind.INSERT, null, row, 20, true);
        return new Batch(1, List.of(transaction(List.of(new SelectedChange(change, List.of(7L), false)))), 1, 20);
    }

    private static TableSchema table(Batch batch) {
        return ((RowChange) batch.transactions().get(0).changes().get(0).change()).table();
    }

    private static BatchTransaction transaction(List<SelectedChange> changes) {
        return new BatchTransaction(true, true, changes, new BinlogPosition("mysql-bin.000001", 4, "", "1", 5), 5);
    }

    private static List<BatchTransaction> transactions(Random random, List<TableSchema> schemas) {
        List<SelectedChange> changes = new ArrayList<>();
        for (int i = random.nextInt(20) + 1; i > 0; i--) {
            RowKind kind = RowKind.values()[random.nextInt(3)];
            Change change = random.nextInt(10) == 0
                    ? new DdlChange(
                            "shop",
                            "ALTER TABLE t ADD c" + i + " INT COMMENT '…'",
                            Map.of("sql_mode", "ANSI" + i),
                            random.nextBoolean() ? null : names(i),
                            known(i))
                    : new RowChange(
                            schemas.get(random.nextInt(schemas.size())),
                            kind,
                            kind == RowKind.INSERT ? null : row(random),
                            kind == RowKind.DELETE ? null : row(random),
                            random.nextInt(),
                            random.nextBoolean());
            RowFault fault = random.nextInt(5) == 0 ? new RowFault(ErrorCode.FILTER_FAILED, "row " + i) : null;
            changes.add(new SelectedChange(change, List.of(random.nextLong(), 2L), random.nextBoolean(), fault));
        }
        return List.of(transaction(changes), transaction(List.of()));
    }

    private static DdlChange.Known known(int i) {
        TextDefaults defaults = new TextDefaults(i % 2 == 0 ? null : "utf8mb4", i % 5 == 0 ? "utf8mb4_bin" : null);
        return new DdlChange.Known(
                "utf8mb4_bin",
                new LeftOpen(
                        List.of(new OpenText(i, i + 1, OpenText.Form.NAME)),
                        Filling.values()[i % Filling.values().length]),
                i % 3 == 0
                        ? null
                        : new DatabaseStatement(
                                DatabaseStatement.Verb.ALTER, i % 4 == 0, "shöp", defaults, "COMMENT 'ü'"),
                List.of(new TableName("shop", "t" + i)));
    }

    private static DdlNames names(int i) {
        TableMention mention = new TableMention(new TableName("shöp", "t" + i), Role.EXCHANGE, 12, 13 + i, i % 2 == 0);
        return new DdlNames(DdlKind.ALTER, List.of(mention), List.of("c" + i), i % 3 == 0, "line 1: …");
    }

    private static Row row(Random random) {
        Object[] values = new Object[12];
        for (int i = 0; i < values.length; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            values[i] = switch (random.nextInt(9)) {
                case 0 -> null;
                case 1 -> Row.ABSENT;
                case 2 -> random.nextLong();
                case 3 -> new BigInteger(70, random);
                case 4 -> new BigDecimal(new BigInteger(200, random).negate(), random.nextInt(60) - 10);
                case 5 -> random.nextFloat();
                case 6 -> random.nextDouble();
                case 7 -> "grüße 😀 " + random.nextInt();
                default -> bytes;
            };
        }
        return new Row(values);
    }
}
