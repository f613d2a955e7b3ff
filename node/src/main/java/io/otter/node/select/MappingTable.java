package io.otter.node.select;

import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PairTarget;
import io.otter.database.control.ControlTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * Finds the pairs that map a source table. Among pairs with the same target table the most specific wins: plain names
 * before families before regular expressions, then list order. Thread-safe.
 */
public final class MappingTable {
    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of(ControlTable.SCHEMA, "mysql", "information_schema", "performance_schema", "sys");

    private final List<Entry> entries;
    private final BiPredicate<String, String> exists;
    private final Map<Name, List<Long>> found = new ConcurrentHashMap<>();

    /**
     * @param exists whether the source has a table of exactly this name: then a plain name that is the same but for case stands
     *     for that table only. Not asked for other names
     */
    public MappingTable(List<MediaPair> pairs, BiPredicate<String, String> exists) {
        this.exists = exists;
        entries = pairs.stream()
                .map(pair -> new Entry(pair, PairTarget.of(pair)))
                .sorted(Comparator.comparingInt(Entry::vagueness))
                .toList();
    }

    /** Ids of the pairs that map this table; empty when there are none. */
    public List<Long> pairsOf(String schema, String table) {
        return found.computeIfAbsent(new Name(schema, table), this::search);
    }

    /** Ids of the pairs that map this database as such, and not only a table of it by its name. */
    public List<Long> pairsOfSchema(String schema) {
        if (SYSTEM_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        return entries.stream()
                .filter(entry -> entry.rule().ofSchema(schema).isPresent())
                .map(entry -> entry.pair().id())
                .toList();
    }

    private List<Long> search(Name name) {
        if (SYSTEM_SCHEMAS.contains(name.schema().toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        Set<Target> targets = new LinkedHashSet<>();
        List<Long> pairs = new ArrayList<>();
        for (Entry entry : entries) {
            long sourceId = entry.pair().target().sourceId();
            entry.rule()
                    .of(name.schema(), name.table(), (schema, table) -> new Target(sourceId, schema, table))
                    .filter(target -> !isOfAnother(entry.spelled(name), name))
                    .filter(targets::add)
                    .ifPresent(target -> pairs.add(entry.pair().id()));
        }
        return List.copyOf(pairs);
    }

    private boolean isOfAnother(Name spelled, Name name) {
        boolean table = !spelled.table().equals(name.table()) && exists.test(name.schema(), spelled.table());
        return table || !spelled.schema().equals(name.schema()) && exists.test(spelled.schema(), spelled.table());
    }

    private record Name(String schema, String table) {}

    private record Target(long sourceId, String schema, String table) {}

    private record Entry(MediaPair pair, PairTarget rule) {
        /** The name as the pair writes it, as far as it does. */
        Name spelled(Name name) {
            return new Name(
                    rule.sourceSchema() instanceof NamePattern.Plain schema ? schema.text() : name.schema(),
                    rule.sourceTable() instanceof NamePattern.Plain table ? table.text() : name.table());
        }

        int vagueness() {
            return vagueness(rule.sourceSchema()) + vagueness(rule.sourceTable());
        }

        private static int vagueness(NamePattern pattern) {
            if (pattern instanceof NamePattern.Plain) {
                return 0;
            }
            return pattern instanceof NamePattern.Family ? 1 : 4;
        }
    }
}
