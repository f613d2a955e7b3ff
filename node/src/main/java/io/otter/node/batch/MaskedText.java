package io.otter.node.batch;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages of others, who repeat values of rows, without those that nobody is shown. Stateless. */
public final class MaskedText {
    /** What stands for a value. */
    public static final String TEXT = "***";

    /** Shorter values would take letters out of words. */
    private static final int SHORTEST = 3;

    /**
     * Where a server repeats values of a row, which it may have joined or cut, and in which there may be quotes and ends of lines: up
     * to the last quote before what follows such a value, else to the last of all.
     */
    private static final Pattern REPEATED = Pattern.compile(
            "(entry|value:?|value for column|near|part) +(['\"])(?:.*\\2(?= for )|.*\\2)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private MaskedText() {}

    /** @param values of masked columns; what is no text is looked for as it is written */
    public static String hidden(String message, Stream<? extends @Nullable Object> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> {
            String text = value == null || value == Row.ABSENT || value instanceof byte[] ? "" : value.toString();
            if (text.length() >= SHORTEST) {
                texts.add(text);
            }
        });
        texts.sort(Comparator.comparingInt(String::length).reversed());
        String hidden = message;
        for (String text : texts) {
            hidden = hidden.replace(text, TEXT).replace(text.replaceAll("\\s+", " "), TEXT);
        }
        return REPEATED.matcher(hidden).replaceAll("$1 '" + TEXT + "'");
    }

    /** The same, of the columns with these names of a change, whose table is the source's. */
    public static String hidden(String message, RowChange change, List<String> columns) {
        return columns.isEmpty()
                ? message
                : hidden(
                        message,
                        Stream.concat(
                                values(change.table(), change.before(), columns),
                                values(change.table(), change.after(), columns)));
    }

    /** Whether one of these names is the column's. */
    public static boolean isOne(List<String> columns, String name) {
        return columns.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Stream<? extends @Nullable Object> values(
            TableSchema table, @Nullable Row row, List<String> columns) {
        if (row == null) {
            return Stream.empty();
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (isOne(columns, table.columns().get(i).name())) {
                values.add(row.get(i));
            }
        }
        return values.stream();
    }
}
