package io.otter.node.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ColumnView;
import io.otter.common.model.DataMedia;
import io.otter.common.model.MediaPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTableTest {
    @Test
    void ofThePairsToOneTargetTableTheMostExactCounts() {
        MappingTable mapping = mapping(List.of(
                pair(1, "shop", ".*", "crm", ".*", 2),
                pair(2, "shop", "order_[1-8]", "crm", "order_[1-8]", 2),
                pair(3, "shop", "order_3", "crm", "order_3", 2)));
        assertThat(mapping.pairsOf("shop", "order_3")).containsExactly(3L);
        assertThat(mapping.pairsOf("shop", "order_4")).containsExactly(2L);
        assertThat(mapping.pairsOf("shop", "order_9")).containsExactly(1L);
        assertThat(mapping.pairsOf("other", "order_3")).isEmpty();
    }

    @Test
    void ofEquallyExactPairsTheFirstCounts() {
        MappingTable mapping =
                mapping(List.of(pair(5, "shop", "o.*", "crm", "o.*", 2), pair(4, "shop", ".*r", "crm", ".*r", 2)));
        assertThat(mapping.pairsOf("shop", "or")).containsExactly(5L);
    }

    @Test
    void aTableMayGoToSeveralTablesAndSeveralServers() {
        MappingTable mapping = mapping(List.of(
                pair(1, "shop", "user", "crm", "user", 2),
                pair(2, "shop", "user", "crm", "customer", 2),
                pair(3, "shop", "user", "crm", "user", 3)));
        assertThat(mapping.pairsOf("shop", "user")).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a`b", "订单", "o'r\"der", "a b", "naïve", "😀", "a.b", "a$b", "%", "Order"})
    void aNameIsTakenLetterByLetter(String table) {
        MappingTable exact = mapping(List.of(pair(1, "仓`库", table, "crm", "t", 2)));
        assertThat(exact.pairsOf("仓`库", table)).containsExactly(1L);
        assertThat(exact.pairsOf("仓库", table)).isEmpty();
        assertThat(exact.pairsOf("仓`库", table + "x")).isEmpty();
        MappingTable all = mapping(List.of(pair(1, "仓`库", ".*", "crm", ".*", 2)));
        assertThat(all.pairsOf("仓`库", table)).containsExactly(1L);
    }

    @Test
    void caseDoesNotCount() {
        MappingTable mapping =
                mapping(List.of(pair(1, "Shop", "Order", "crm", "order", 2), pair(2, "shop", "É.*", "crm", "É.*", 2)));
        assertThat(mapping.pairsOf("shop", "ORDER")).containsExactly(1L);
        assertThat(mapping.pairsOf("SHOP", "été")).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retl", "RETL", "mysql", "Information_Schema", "performance_schema", "sys"})
    void theServersOwnTablesAreNeverMapped(String schema) {
        MappingTable mapping = mapping(List.of(pair(1, ".*", ".*", ".*", ".*", 2)));
        assertThat(mapping.pairsOf(schema, "user")).isEmpty();
        assertThat(mapping.pairsOf("sysadmin", "user")).containsExactly(1L);
    }

    static MediaPair pair(long id, String schema, String table, String toSchema, String toTable, long targetId) {
        return new MediaPair(
                id,
                new DataMedia(2 * id, 1, schema, table),
                new DataMedia(2 * id + 1, targetId, toSchema, toTable),
                5,
                ColumnView.ALL);
    }

    @Test
    void aTableIsNotTakenForOneThatThereIsUnderAnotherSpelling() {
        List<MediaPair> pairs =
                List.of(pair(1, "shop", "order", "crm", "order", 2), pair(2, "s.*", "Item", "x", "y", 2));
        MappingTable mapping =
                new MappingTable(pairs, (schema, table) -> table.equals("order") || table.equals("Item"));
        assertThat(mapping.pairsOf("shop", "order")).containsExactly(1L);
        assertThat(mapping.pairsOf("shop", "ORDER")).isEmpty();
        assertThat(mapping.pairsOf("stock", "Item")).containsExactly(2L);
        assertThat(mapping.pairsOf("stock", "item")).isEmpty();
    }

    private static MappingTable mapping(List<MediaPair> pairs) {
        return new MappingTable(pairs, (schema, table) -> false);
    }
}
