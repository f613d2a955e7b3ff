package io.otter.manager.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class TextTest {
    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    TextTest() {
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
    }

    @Test
    void aTextHasTextsInIt() {
        Text text = Text.all(List.of(
                Text.of("wrong.number", 1, 4_294_967_295L).at("a.b"),
                Text.plain("it's {0}"),
                Text.of("wrong.missing")));
        assertThat(english(text)).isEqualTo("a.b: must be a whole number from 1 to 4294967295; it's {0}; required");
        assertThat(messages.getMessage(text, Locale.CHINESE)).isEqualTo("a.b：必须是 1 到 4294967295 的整数；it's {0}；必须填写");
    }

    @Test
    void thousandsAreJoinedAtOnce() {
        assertThat(english(Text.all(Collections.nCopies(20_000, Text.of("wrong.missing")))))
                .hasSize(20_000 * "required; ".length() - 2);
    }

    @Test
    void whatIsRefusedNamesItsFields() {
        assertThat(english(new InvalidInputException(Map.of("port", Text.of("wrong.number", 1, 65_535))).text()))
                .isEqualTo("port: must be a whole number from 1 to 65535.");
    }

    @Test
    void whatIsStoredIsReadAgain() {
        Text text = Text.of("act.create", Text.of("named.sources", "it's \"通道\" {0}"));
        assertThat(Text.ofJson(text.json())).contains(text);
        assertThat(Text.ofJson(Text.of("act.rebuild").json())).contains(Text.of("act.rebuild"));
        for (String other : List.of("", "start channel shop", "[]", "[[\"a\"]]", "{\"a\":1}", "[\"a\"")) {
            assertThat(Text.ofJson(other)).as(other).isEmpty();
        }
    }

    private String english(Text text) {
        return messages.getMessage(text, Locale.ENGLISH);
    }
}
