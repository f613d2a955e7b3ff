package io.otter.database.precheck;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a check found, naming server, table or column.
 *
 * @param values for the placeholders of its text, each one a {@code Found} or a {@code String}
 */
public record Found(Finding finding, List<Object> values) {
    public Found {
        values = List.copyOf(values);
    }

    static Found of(Finding finding, Object... values) {
        return new Found(
                finding,
                Stream.of(values)
                        .map(value -> value instanceof Found ? value : String.valueOf(value))
                        .toList());
    }

    /** In English. */
    @Override
    public String toString() {
        return new MessageFormat(finding.english(), Locale.ROOT).format(values.toArray());
    }
}
