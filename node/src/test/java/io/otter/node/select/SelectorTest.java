package io.otter.node.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.binlog.TransactionPiece;
import io.otter.testsupport.record.Records;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final BinlogPosition END = new BinlogPosition("binlog.000001", 9, "", "", 0);

    private final List<MediaPair> pairs = List.of(
            MappingTableTest.pair(1, "shop", "user", "crm", "customer", 2),
            MappingTableTest.pair(2, "shop", "order_.*", "crm", "order_.*", 2));

    @Test
    void keepsMappedRowsInTheirOrderAndThePieceAsItWas() {
        RowChange user = row("shop", "user");
        RowChange order = row("shop", "order_1");
        BatchTransaction selected = select(user, row("shop", "other"), order, row("elsewhere", "user"));
        assertThat(selected.changes())
                .containsExactly(
                        new SelectedChange(user, List.of(1L), false), new SelectedChange(order, List.of(2L), false));
        assertThat(selected.first()).isTrue();
        assertThat(selected.last()).isFalse();
        assertThat(selected.end()).isEqualTo(END);
        assertThat(selected.commitTimestampMillis()).isEqualTo(77);
    }

    @Test
    void aTransactionOfWhichNothingIsMappedStillMovesThePosition() {
        assertThat(select(row("shop", "other")).changes()).isEmpty();
        assertThat(select(row("shop", "other")).end()).isEqualTo(END);
    }

    @Test
    void theFreeDoorIsKeptUnlessItIsShut() {
        RowChange entry = row("retl", "RETL_buffer");
        assertThat(select(entry).changes()).containsExactly(new SelectedChange(entry, List.of(), false));
        assertThat(new Selector(channel(), pipeline(false), (schema, table) -> false).wants("retl", "retl_buffer"))
                .isTrue();
        assertThat(new Selector(channel(), pipeline(true), (schema, table) -> false)
                        .select(piece(entry))
                        .changes())
                .isEmpty();
        assertThat(new Selector(channel(), pipeline(true), (schema, table) -> false).wants("retl", "retl_buffer"))
                .isFalse();
        assertThat(select(row("retl", "retl_checkpoint")).changes()).isEmpty();
    }

    @Test
    void onlyMappedTablesNeedBeDecoded() {
        assertThat(new Selector(channel(), pipeline(false), (schema, table) -> false).wants("shop", "order_12"))
                .isTrue();
        assertThat(new Selector(channel(), pipeline(false), (schema, table) -> false).wants("shop", "orders"))
                .isFalse();
    }

    @Test
    void ddlGoesWithThePairsOfEveryTableThatItNames() {
        DdlChange both = new DdlChange("shop", "DROP TABLE `user`, other, order_1");
        DdlChange none = new DdlChange("shop", "ALTER TABLE other ADD c INT");
        DdlChange qualified = new DdlChange("elsewhere", "ALTER TABLE shop.user ADD c INT");
        assertThat(select(both, none, qualified).changes())
                .containsExactly(
                        new SelectedChange(both, List.of(1L, 2L), false),
                        new SelectedChange(qualified, List.of(1L), false));
    }

    @Test
    void ddlOfATablesShadowGoesWithTheTable() {
        DdlChange shadow = new DdlChange("shop", "CREATE TABLE _user_gho (id INT PRIMARY KEY)");
        DdlChange stranger = new DdlChange("shop", "CREATE TABLE _other_gho (id INT PRIMARY KEY)");
        assertThat(select(shadow, stranger).changes()).containsExactly(new SelectedChange(shadow, List.of(1L), false));
    }

    private BatchTransaction select(Change... changes) {
        return new Selector(channel(), pipeline(false), (schema, table) -> false).select(piece(changes));
    }

    private static TransactionPiece piece(Change... changes) {
        return new TransactionPiece("", true, false, List.of(changes), END, 77, 1);
    }

    private static RowChange row(String schema, String table) {
        return new RowChange(
                new TableSchema(schema, table, List.of(), List.of(), List.of()),
                RowKind.INSERT,
                null,
                new Row(new Object[0]),
                1,
                false);
    }

    private PipelineConfig pipeline(boolean skipFreeDoor) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        PipelineParameters parameters = Records.with(defaults, "skipFreeDoor", skipFreeDoor);
        DataMediaSource server =
                new DataMediaSource(1, "s", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        CanalConfig canal = new CanalConfig(
                1,
                "log",
                List.of(new ServerAddress("127.0.0.1", 1)),
                "u",
                Secret.NONE,
                new StartPosition.Latest(),
                1,
                false);
        return new PipelineConfig(
                70, "line", canal, server, List.of(server), List.of(1), List.of(1), parameters, pairs);
    }

    private static ChannelConfig channel() {
        return new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of());
    }
}
