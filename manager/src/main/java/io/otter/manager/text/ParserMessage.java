package io.otter.manager.text;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a parser says is wrong: its first line, without the value that it met. That may be a secret without quotes, or in the wrong
 * place, and answers are kept in logs of pipelines. Stateless.
 */
public final class ParserMessage {
    private static final Pattern TOKEN = Pattern.compile("^Unrecognized token '[^']*'");
    private static final Pattern VALUE = Pattern.compile("(from String|String value) \\(?\"(?:[^\"\\\\]|\\\\.)*\"\\)?");

    private ParserMessage() {}

    /** @param message as the parser words it; null for none */
    public static String of(@Nullable String message) {
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return VALUE.matcher(TOKEN.matcher(line).replaceFirst("Unrecognized token"))
                .replaceAll("$1");
    }
}
