package io.otter.node.transform;

import io.otter.node.batch.MaskedText;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a pair whose values nobody is shown: they are synced as all others, and stand as {@value #TEXT} wherever rows are
 * told of. Immutable.
 */
public final class MaskedColumns {
    public static final String TEXT = MaskedText.TEXT;
    static final MaskedColumns NONE = new MaskedColumns(Set.of(), Set.of());

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
            if (MaskedText.isOne(names, name)) {
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
        return MaskedText.hidden(message, Stream.concat(values(change.before()), values(change.after())));
    }

    private Stream<? extends @Nullable Object> values(@Nullable Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int column : sources) {
            values.add(row == null || column >= row.size() ? null : row.get(column));
        }
        return values.stream();
    }
}
