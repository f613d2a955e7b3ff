package io.otter.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamePatternTest {
    @Test
    void plainNameMatchesItselfIgnoringCase() {
        NamePattern pattern = NamePattern.parse("order");
        assertThat(pattern.matches("ORDER")).isTrue();
        assertThat(pattern.matches("orders")).isFalse();
        assertThat(NamePattern.parse("customer").targetOf("order", pattern)).contains("customer");
    }

    @Test
    void familyKeepsTheIndex() {
        NamePattern source = NamePattern.parse("offer[0001-0128]");
        assertThat(source.matches("offer0128")).isTrue();
        assertThat(source.matches("offer128")).isFalse();
        assertThat(source.matches("offer0129")).isFalse();
        assertThat(NamePattern.parse("t[1-128]_x").targetOf("offer0007", source))
                .contains("t7_x");
        assertThat(NamePattern.parse("t[1-5]").targetOf("offer0007", source)).isEmpty();
        assertThat(NamePattern.parse("all").targetOf("offer0007", source)).contains("all");
    }

    @Test
    void regularExpressionKeepsTheName() {
        NamePattern source = NamePattern.parse("order_.*");
        assertThat(source.matches("Order_1")).isTrue();
        assertThat(source.matches("xorder_1")).isFalse();
        assertThat(NamePattern.parse(".*").targetOf("Order_1", source)).contains("Order_1");
    }

    @Test
    void namesWithSpecialCharactersMatchThemselves() {
        for (String name : new String[] {"a$b", "x.y", "t`q", "订单", "a b", "select", "'; drop table x; --"}) {
            assertThat(NamePattern.parse(name).matches(name)).as(name).isTrue();
        }
    }

    @Test
    void badTextsAreRefused() {
        assertThatThrownBy(() -> NamePattern.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamePattern.parse("a(")).hasMessageContaining("bad regular expression");
        assertThatThrownBy(() -> NamePattern.parse("a[5-2]")).hasMessageContaining("range [5-2] is empty");
    }
}
