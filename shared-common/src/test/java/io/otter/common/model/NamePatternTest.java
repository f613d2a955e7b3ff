package io.otter.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class NamePatternTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

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

    @Test
    void noExpressionHangs() {
        String name = "a".repeat(64) + "!";
        for (String hostile : new String[] {
            "(a+)+",
            "(a|aa)+",
            "(a|a?)+",
            "(.*a){20}",
            "(?:|){40}x",
            "((a*)*)*b",
            "(?!(a+)+$).*b",
            "[a-z]+[a-z]*[a-z]*[a-z]*[a-z]*$"
        }) {
            assertThat(timed(() -> NamePattern.parse(hostile).matches(name)))
                    .as(hostile)
                    .isFalse();
        }
        for (String large : new String[] {
            "((a{1000}){1000}){1000}",
            "(((a{0,900}){0,900}){0,900}){0,900}",
            "(".repeat(500) + "a" + ")".repeat(500),
            "a?".repeat(5_000),
            "x{2147483647}"
        }) {
            assertThatThrownBy(() -> timed(() -> NamePattern.parse(large).matches(name)))
                    .as(large)
                    .hasMessageContaining("bad regular expression");
        }
    }

    /** Each of these took a thread for ever. */
    @Test
    void lettersThatNeverEndAreRefused() {
        for (String endless : new String[] {
            "[\\x{0}-\\x{FFFF}]+",
            "[^order_.src-to-\uFFFD]",
            "[a-\uD83D\uDE00]",
            "[\\x{00001c80}]",
            "x\u1C85.*",
            "(?!\u1C80).*",
            "[\u00e9-\u00fc-\uFFFF]",
            "[b-\u00fc\u0100-\\x{2000}]"
        }) {
            assertThatThrownBy(() -> assertTimeoutPreemptively(LIMIT, () -> NamePattern.parse(endless)))
                    .as(endless)
                    .hasMessageContaining("U+1C80 to U+1C88");
        }
        for (String name :
                new String[] {"[\u4e00-\u9fa5]+", "[\u0430-\u044f]+", "[\\x{80}-\\x{1C7F}\\x{1C89}-\\x{FFFF}]+"}) {
            assertThat(assertTimeoutPreemptively(LIMIT, () -> NamePattern.parse(name))
                            .matches("aé"))
                    .as(name)
                    .isFalse();
        }
    }

    /** Of whatever version of Unicode the JVM has: letters whose cases do not lead back to them. */
    @Test
    void noOtherLetterIsEndless() {
        for (int code = 0x80; code <= Character.MAX_CODE_POINT; code++) {
            int lower = Character.toLowerCase(code);
            int other = lower == code ? Character.toUpperCase(code) : lower;
            int back =
                    Character.toLowerCase(other) == other ? Character.toUpperCase(other) : Character.toLowerCase(other);
            if (back != code && (code < 0x1C80 || code > 0x1C88)) {
                String letter = new String(Character.toChars(code)) + ".*";
                assertTimeoutPreemptively(
                        LIMIT,
                        () -> NamePattern.parse(letter),
                        () -> "U+" + Integer.toHexString(letter.codePointAt(0)));
            }
        }
    }

    @Test
    void expressionsMayExcludeWhatANameBeginsWith() {
        NamePattern notTemporary = NamePattern.parse("^(?!tmp_|(bak|old)\\d+_).*$");
        assertThat(notTemporary.matches("orders")).isTrue();
        assertThat(notTemporary.matches("TMP_orders")).isFalse();
        assertThat(notTemporary.matches("old7_orders")).isFalse();
        assertThat(notTemporary.matches("old_orders")).isTrue();
        assertThat(NamePattern.parse("(?=.*7).*_x").matches("a7_x")).isTrue();
        assertThat(NamePattern.parse("(?=.*7).*_x").matches("a8_x")).isFalse();
        assertThat(NamePattern.parse("订单_(\\d{2}|\\p{L}+)").matches("订单_王")).isTrue();
    }

    @Test
    void whatWouldMeanAnotherThingIsRefused() {
        for (String unknown : new String[] {"(a)\\1", "a(?<!b)c", "x(?!y)z", "[a-z&&[^b]]+", "a*+b", "(?>a|b)c"}) {
            assertThatThrownBy(() -> NamePattern.parse(unknown))
                    .as(unknown)
                    .hasMessageContaining("bad regular expression");
        }
    }

    private static boolean timed(BooleanSupplier match) {
        return assertTimeoutPreemptively(Duration.ofSeconds(5), match::getAsBoolean);
    }
}
