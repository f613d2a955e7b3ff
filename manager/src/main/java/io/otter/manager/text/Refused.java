package io.otter.manager.text;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A refusal with the values for its text.
 *
 * @param values each one {@link Tellable}, with English as its {@code toString}, or a {@code String}
 */
public record Refused(Refusal refusal, List<Object> values) implements Tellable {
    public Refused {
        values = List.copyOf(values);
    }

    static Refused of(Refusal refusal, Object... values) {
        return new Refused(
                refusal,
                Stream.of(values)
                        .map(value -> value instanceof Tellable ? value : String.valueOf(value))
                        .toList());
    }

    @Override
    public Text text() {
        return Text.of(
                "refused." + refusal,
                values.stream()
                        .map(value -> value instanceof Tellable inner ? inner.text() : value)
                        .toArray());
    }

    /** In English. */
    @Override
    public String toString() {
        return new MessageFormat(refusal.english(), Locale.ROOT).format(values.toArray());
    }
}
