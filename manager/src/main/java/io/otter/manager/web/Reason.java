package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.manager.channel.ChannelReport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a channel is in its state.
 *
 * @param said text from a node, unchanged; empty when there is none
 * @param key message key of what to add, null for nothing
 */
public record Reason(String said, @Nullable String key) {
    /** @param text of the channel's state: a node's error with its advice, or empty */
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
