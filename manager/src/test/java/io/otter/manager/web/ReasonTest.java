package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.channel.ChannelReport;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void theAdviceOfANodeIsInTheLanguageOfThePage() {
        for (ErrorCode code : ErrorCode.values()) {
            OtterException fault = new OtterException(code, "table shop.item: no. It has no row.");
            assertThat(Reason.of("one-way: " + fault.describe()))
                    .isEqualTo(
                            new Reason("one-way: " + code + ": table shop.item: no. It has no row.", "advice." + code));
        }
    }

    @Test
    void theManagersOwnReasonIsShownAlone() {
        assertThat(Reason.of(ChannelReport.UNKNOWN)).isEqualTo(new Reason("", "why.unknown"));
    }

    @Test
    void everythingElseIsUnchanged() {
        assertThat(Reason.of("one-way: NEWER: what a newer node says."))
                .isEqualTo(new Reason("one-way: NEWER: what a newer node says.", null));
        assertThat(Reason.of("").isEmpty()).isTrue();
    }
}
