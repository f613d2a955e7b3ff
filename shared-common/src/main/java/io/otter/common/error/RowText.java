package io.otter.common.error;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes out of messages what they tell of rows: keys, and values that a server repeats. Stateless. */
public final class RowText {
    /** What stands there instead. */
    public static final String HIDDEN = "(rows are shown to operators only)";

    /** Messages with these codes are about a row, or may hold anything. */
    private static final Set<ErrorCode> OF_ROWS = EnumSet.of(
            ErrorCode.LOAD_DATA,
            ErrorCode.LOAD_ROW_NOT_FOUND,
            ErrorCode.LOAD_CONFLICT,
            ErrorCode.FILTER_FAILED,
            ErrorCode.PROCESSOR_FAILED,
            ErrorCode.DEAD_LETTERS_FULL,
            ErrorCode.INTERNAL);

    private static final Pattern CODE =
            Pattern.compile(OF_ROWS.stream().map(Enum::name).collect(Collectors.joining("|", "\\b(", "): ")));
    /** As keys are written: {@code (id = 7)}. */
    private static final Pattern KEY = Pattern.compile("\\([^()=\\n]{1,200} = ");

    private RowText() {}

    /** @param message as written with or without the code in front */
    public static String hidden(String message) {
        int end = message.length();
        Matcher code = CODE.matcher(message);
        if (code.find()) {
            end = code.end();
        }
        Matcher key = KEY.matcher(message);
        if (key.find() && key.start() < end) {
            end = key.start();
        }
        return end == message.length() ? message : message.substring(0, end) + HIDDEN;
    }

    /** @param code of the message, which does not begin with it */
    public static String hidden(String code, String message) {
        return OF_ROWS.stream().anyMatch(one -> one.name().equals(code)) ? HIDDEN : hidden(message);
    }
}
