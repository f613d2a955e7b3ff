package io.otter.node.transform;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys on which changes of one target table may conflict: its row, its unique keys, the parents of its foreign
 * keys. Write sets as in MySQL's WL#9556, but over the target's keys, since several source tables may share a target.
 * Immutable.
 */
public final class TargetKeys {
    private final KeyHash row;
    private final List<KeyHash> unique;
    private final List<KeyHash> parents;
    private final boolean alone;

    private TargetKeys(KeyHash row, List<KeyHash> unique, List<KeyHash> parents, boolean alone) {
        this.row = row;
        this.unique = List.copyOf(unique);
        this.parents = List.copyOf(parents);
        this.alone = alone;
    }

    static TargetKeys of(TableMeta target, List<ColumnMapping> columns, List<ColumnMapping> key, boolean keyless) {
        List<String> identity = key.stream().map(ColumnMapping::target).toList();
        KeyHash row = hash(target, target.name(), identity, identity, key)
                .orElseThrow(() -> new IllegalArgumentException("key columns that are not mapped: " + identity));
        List<KeyHash> unique = new ArrayList<>();
        for (UniqueKey candidate : target.uniqueKeys()) {
            if (!candidate.whole() || !identity.equals(candidate.columns())) {
                unique(target, candidate, columns).ifPresent(unique::add);
            }
        }
        List<KeyHash> parents = new ArrayList<>();
        for (ForeignKey reference : target.foreignKeys()) {
            hash(target, reference.parent(), reference.parentColumns(), reference.columns(), columns)
                    .ifPresent(parents::add);
        }
        boolean alone = keyless || target.foreignKeys().stream().anyMatch(ForeignKey::cascades);
        return new TargetKeys(row, unique, parents, alone);
    }

    /** Whether a change here may conflict with any other: the table has no key, or cascades change its rows. */
    public boolean alone() {
        return alone;
    }

    /** Whether rows are identified by integers only. */
    public boolean hasIntegerRow() {
        return row.isInteger();
    }

    public boolean hasUnique() {
        return !unique.isEmpty();
    }

    /** The key hash of a change's row before the change, or of an insert after it. */
    public long row(TargetChange change) {
        return row.of(change.known(), null);
    }

    /** Whether the update changes the row's key byte by byte, even if both are equal under the collation. */
    public boolean changesRow(TargetChange change) {
        Row before = change.before();
        Row after = change.after();
        if (before == null || after == null || before == after) {
            return false;
        }
        return !Rows.sameValues(change.plan().key(), before, after);
    }

    /** Passes on the keys that a change writes and reads. */
    public void collect(TargetChange change, Sink sink) {
        collect(row, change, sink::writes);
        for (KeyHash key : unique) {
            collect(key, change, sink::writes);
        }
        for (KeyHash key : parents) {
            collect(key, change, sink::reads);
        }
    }

    /** The unique keys, other than the row's own, that an update releases and takes. */
    public void collectUnique(TargetChange update, KeySink freed, KeySink taken) {
        Row before = Objects.requireNonNull(update.before());
        Row after = Objects.requireNonNull(update.after());
        for (KeyHash key : unique) {
            if (key.changes(before, after)) {
                add(before(key, update), freed);
                add(after(key, update), taken);
            }
        }
    }

    private static void collect(KeyHash key, TargetChange change, KeySink sink) {
        long before = before(key, change);
        long after = after(key, change);
        add(before, sink);
        if (after != before) {
            add(after, sink);
        }
    }

    private static long before(KeyHash key, TargetChange change) {
        Row before = change.before();
        return before == null ? KeyHash.NONE : key.of(before, null);
    }

    private static long after(KeyHash key, TargetChange change) {
        Row after = change.after();
        return after == null ? KeyHash.NONE : key.of(after, change.before());
    }

    private static void add(long hash, KeySink sink) {
        if (hash != KeyHash.NONE) {
            sink.add(hash);
        }
    }

    private static Optional<KeyHash> unique(TableMeta target, UniqueKey key, List<ColumnMapping> columns) {
        return key.whole()
                ? hash(target, target.name(), key.columns(), key.columns(), columns)
                : Optional.of(KeyHash.unknown(seed(target.name(), List.of(key.name()))));
    }

    /**
     * Empty if only the server sets the key's value.
     *
     * @param names of the key's columns in {@code owner}
     * @param own the columns of {@code target} with the key's values
     */
    private static Optional<KeyHash> hash(
            TableMeta target, TableName owner, List<String> names, List<String> own, List<ColumnMapping> columns) {
        record Part(String name, int source, ColumnMeta type) {}
        // A foreign key may list its parent's columns in another order than the parent's own key.
        long seed = seed(owner, names.stream().sorted().toList());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String column = own.get(i);
            Optional<ColumnMapping> mapping = columns.stream()
                    .filter(candidate -> candidate.target().equalsIgnoreCase(column))
                    .findFirst();
            Optional<ColumnMeta> type = target.column(column);
            if (mapping.isPresent() && type.isPresent()) {
                parts.add(new Part(
                        names.get(i).toLowerCase(Locale.ROOT), mapping.get().source(), type.get()));
            } else if (type.filter(ColumnMeta::generated).isPresent()) {
                return Optional.of(KeyHash.unknown(seed));
            } else {
                return Optional.empty();
            }
        }
        parts.sort(Comparator.comparing(Part::name));
        return Optional.of(new KeyHash(
                seed,
                parts.stream().mapToInt(Part::source).toArray(),
                parts.stream().map(Part::type).toList()));
    }

    private static long seed(TableName table, List<String> columns) {
        long hash = 1;
        for (char character : (table + "(" + String.join(",", columns)).toCharArray()) {
            hash = KeyHash.mix(hash * 31 + Character.toLowerCase(character));
        }
        return hash;
    }

    /** Receives key hashes. */
    public interface KeySink {
        void add(long hash);
    }

    /** Receives the keys that a change writes, and those that no concurrent change may write. */
    public interface Sink {
        void writes(long hash);

        void reads(long hash);
    }
}
