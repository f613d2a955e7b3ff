package io.otter.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairTargetTest {
    @Test
    void plainNamesMatchIgnoringCaseAndAreSpelledAsConfigured() {
        PairTarget pair = PairTarget.of("shop", "order", "Crm", "Customer_Order");
        assertThat(target(pair, "SHOP", "Order")).contains("Crm.Customer_Order");
        assertThat(target(pair, "shop", "orders")).isEmpty();
        assertThat(target(pair, "shop2", "order")).isEmpty();
    }

    @Test
    void familyKeepsTheIndexAsTheTargetSpellsIt() {
        PairTarget pair = PairTarget.of("shop", "order_[1-128]", "crm", "o[001-128]");
        assertThat(target(pair, "shop", "order_1")).contains("crm.o001");
        assertThat(target(pair, "shop", "ORDER_128")).contains("crm.o128");
        assertThat(target(pair, "shop", "order_129")).isEmpty();
        assertThat(target(pair, "shop", "order_001")).isEmpty();
    }

    @Test
    void familyWithFewerPlacesAtTheTargetLeavesTheOthersOut() {
        PairTarget pair = PairTarget.of("shop", "order_[1-128]", "crm", "order_[1-4]");
        assertThat(target(pair, "shop", "order_4")).contains("crm.order_4");
        assertThat(target(pair, "shop", "order_5")).isEmpty();
    }

    @Test
    void plainTargetGathersAFamilyAndFamiliesOfSchemas() {
        PairTarget pair = PairTarget.of("shop[1-4]", "order_[1-128]", "crm", "orders");
        assertThat(target(pair, "shop3", "order_77")).contains("crm.orders");
        assertThat(target(pair, "shop5", "order_77")).isEmpty();
    }

    @Test
    void regularExpressionKeepsTheSourcesName() {
        PairTarget pair = PairTarget.of("shop", "(order|item)_.*", "crm", ".*");
        assertThat(target(pair, "shop", "Item_Old")).contains("crm.Item_Old");
        assertThat(target(pair, "shop", "my_item_old")).isEmpty();
    }

    /** They went to tables of the source's name, without a word. */
    @Test
    void targetWithADotOrADollarIsAName() {
        PairTarget pair = PairTarget.of("shop", "order", "crm.eu", "order$archive");
        assertThat(target(pair, "shop", "order")).contains("crm.eu.order$archive");
        assertThat(target(PairTarget.of("shop.eu", "a$b", "shop.eu", "a$b"), "shop.eu", "a$b"))
                .contains("shop.eu.a$b");
        assertThat(target(PairTarget.of("shop", ".*", "crm.eu", ".*"), "shop", "order"))
                .contains("crm.eu.order");
        assertThat(target(PairTarget.of("shop", "order_.", "crm", "order_."), "shop", "order_7"))
                .contains("crm.order_7");
    }

    @Test
    void tableThatThePairDoesNotMapGoesNowhereThoughTheTargetHasItsName() {
        PairTarget pair = PairTarget.of("shop", "order_5", "crm", "order_[1-9]");
        assertThat(target(pair, "shop", "order_5")).contains("crm.order_5");
        assertThat(target(pair, "shop", "order_6")).isEmpty();
    }

    @Test
    void badPatternIsRefused() {
        assertThatThrownBy(() -> PairTarget.of("shop", "order", "crm", "("))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<String> target(PairTarget pair, String schema, String table) {
        return pair.of(schema, table, (toSchema, toTable) -> toSchema + "." + toTable);
    }
}
