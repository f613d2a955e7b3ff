package io.otter.node.transform;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a pair whose values nobody is shown: they are synced as all others, and stand as {@value #TEXT} wherever rows are
 * told of. Immutable.
 */
public final class MaskedColumns {
    public static final String TEXT = "***";
    static final MaskedColumns NONE = new MaskedColumns(Set.of(), Set.of());

    /** Shorter values would take letters out of words. */
    private static final int SHORTEST = 3;

    /** Where a server repeats values of a row, which it may have joined or cut. */
    private static final Pattern REPEATED =
            Pattern.compile("(entry|value:?|value for column|near|part) +(['\"]).*?\\2", Pattern.CASE_INSENSITIVE);

    private final Set<Integer> sources;
    private final Set<String> targets;

    private MaskedColumns(Set<Integer> sources, Set<String> targets) {
        this.sources = sources;
        this.targets = targets;
    }

    /** @param names of columns of the source */
    static MaskedColumns of(TableSchema source, List<ColumnMapping> columns, List<String> names) {
        if (names.isEmpty()) {
            return NONE;
        }
        Set<Integer> sources = new HashSet<>();
        for (int i = 0; i < source.columns().size(); i++) {
            String name = source.columns().get(i).name();
            if (names.stream().anyMatch(name::equalsIgnoreCase)) {
                sources.add(i);
            }
        }
        Set<String> targets = new HashSet<>();
        columns.stream()
                .filter(column -> sources.contains(column.source()))
                .forEach(column -> targets.add(column.target().toLowerCase(Locale.ROOT)));
        return new MaskedColumns(Set.copyOf(sources), Set.copyOf(targets));
    }

    public boolean source(int column) {
        return sources.contains(column);
    }

    public boolean target(String column) {
        return !targets.isEmpty() && targets.contains(column.toLowerCase(Locale.ROOT));
    }

    /** A message about this change without values of these columns. */
    public String hidden(String message, TargetChange change) {
        if (sources.isEmpty()) {
            return message;
        }
        String hidden = REPEATED.matcher(message).replaceAll("$1 '" + TEXT + "'");
        return hidden(hidden(hidden, change.before()), change.after());
    }

    private String hidden(String message, @Nullable Row row) {
        String hidden = message;
        for (int column : sources) {
            Object value = row == null || column >= row.size() ? null : row.get(column);
            String text = value == null || value == Row.ABSENT || value instanceof byte[] ? "" : value.toString();
            if (text.length() >= SHORTEST) {
                hidden = hidden.replace(text, TEXT);
            }
        }
        return hidden;
    }
}
