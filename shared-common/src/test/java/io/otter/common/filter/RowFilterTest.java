package io.otter.common.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
    @Test
    void columnsAreThoseAfterTheChange() {
        assertThat(takes("type == 'DELETE' || amount > 100", "INSERT", null, 150L))
                .isTrue();
        assertThat(takes("type == 'DELETE' || amount > 100", "INSERT", null, 50L))
                .isFalse();
        assertThat(takes("type == 'DELETE' || amount > 100", "DELETE", 50L, null))
                .isTrue();
        assertThat(takes("before.amount <= 100 && after.amount > 100", "UPDATE", 50L, 150L))
                .isTrue();
        assertThat(takes("schema == 'shop' && table == 'pay'", "INSERT", null, 1L))
                .isTrue();
    }

    @Test
    void numbersOfAllKindsCompare() {
        for (Object amount :
                new Object[] {150L, 150.5, 150.5f, new BigDecimal("150.50"), new BigInteger("18446744073709551615")}) {
            assertThat(takes("amount > 100", "INSERT", null, amount)).isTrue();
        }
    }

    @Test
    void aResultUnknownBecauseOfANullIsNotTrue() {
        assertThat(takes("amount > 100", "INSERT", null, null)).isFalse();
        assertThat(takes("!(amount > 100)", "INSERT", null, null)).isFalse();
        assertThat(takes("amount == null || amount > 100", "INSERT", null, null))
                .isTrue();
        assertThat(takes("amount > 100 || type == 'INSERT'", "INSERT", null, null))
                .isTrue();
        assertThat(takes("before.amount > 100", "INSERT", null, 1L)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount >",
                "amount",
                "amount > 1 ? 'a' : 'b'",
                "type > 1",
                "amount = 1",
                "java.lang.Runtime.getRuntime().exec('x')",
                "amount.getClass()",
                "new File('x')",
                ""
            })
    void anExpressionThatIsNotAConditionIsRefused(String text) {
        assertThatThrownBy(() -> RowFilter.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConditionThatDoesNotFitTheRowIsAFault() {
        assertThatThrownBy(() -> takes("amount > 100", "INSERT", null, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amount > 100");
        assertThatThrownBy(() -> takes("missing > 100", "INSERT", null, 1L))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean takes(String text, String type, @Nullable Object before, @Nullable Object after) {
        return RowFilter.parse(text)
                .takes(
                        type,
                        "shop",
                        "pay",
                        type.equals("INSERT") ? null : row(before),
                        type.equals("DELETE") ? null : row(after));
    }

    private static Map<String, @Nullable Object> row(@Nullable Object amount) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("amount", amount);
        return row;
    }
}
