package io.otter.manager.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class RefusedTest {
    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    RefusedTest() {
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void logsAndPagesHaveTheSameText(Refusal refusal) {
        Refused refused = refusal.english().contains("{0}")
                ? refusal.with("it's {1}", Refusal.PIPELINE.with("`a\"", "通道"), 65_535)
                : refusal.with();
        assertThat(messages.getMessage(refused.text(), Locale.ENGLISH)).isEqualTo(refused.toString());
        assertThat(new RefusedException(ErrorCode.NOT_FOUND, refused)).hasMessage(refused.toString());
    }

    @Test
    void valuesAreTranslatedToTheSameLanguage() {
        Refused refused = Refusal.TABLE_IN_USE.with(
                "src:shop.item",
                Refusal.all(List.of(Refusal.PIPELINE.with("out", "shop"), Refusal.PIPELINE.with("back", "shop"))));
        assertThat(refused)
                .hasToString(
                        "src:shop.item is still used by pipeline out of channel shop, pipeline back of channel shop.");
        assertThat(messages.getMessage(refused.text(), Locale.CHINESE))
                .isEqualTo("src:shop.item 仍被以下对象使用：Channel shop 的 Pipeline out、Channel shop 的 Pipeline back。");
    }

    @Test
    void thousandsAreNamedAtOnce() {
        Tellable all = Refusal.all(Collections.nCopies(20_000, Refusal.PIPELINE.with("p", "c")));
        assertThat(all.toString()).hasSize(20_000 * "pipeline p of channel c, ".length() - 2);
        assertThat(messages.getMessage(all.text(), Locale.ENGLISH)).isEqualTo(all.toString());
    }
}
