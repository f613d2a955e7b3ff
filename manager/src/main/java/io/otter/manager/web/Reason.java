package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.manager.channel.ChannelReport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a channel is as it is.
 *
 * @param said what a node said, in its words; empty when it said nothing
 * @param key message key of what is to be told after it, null when nothing is
 */
public record Reason(String said, @Nullable String key) {
    /** @param text what the channel's state has: of a node its error with the advice at the end, or nothing */
    static Reason of(String text) {
        if (text.equals(ChannelReport.UNKNOWN)) {
            return new Reason("", "why.unknown");
        }
        return Stream.of(ErrorCode.values())
                .filter(code -> text.contains(": " + code + ": ") && text.endsWith(" " + code.advice()))
                .findFirst()
                .map(code -> new Reason(
                        text.substring(0, text.length() - code.advice().length() - 1), "advice." + code))
                .orElse(new Reason(text, null));
    }

    public boolean isEmpty() {
        return said.isEmpty() && key == null;
    }
}
