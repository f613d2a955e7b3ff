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

/**
 * Finds the pairs that map a source table. Among pairs with the same target table the most specific wins: plain names
 * before families before regular expressions, then list order. Thread-safe.
 */
public final class MappingTable {
    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of(ControlTable.SCHEMA, "mysql", "information_schema", "performance_schema", "sys");

    private final List<Entry> entries;
    private final Map<Name, List<Long>> found = new ConcurrentHashMap<>();

    public MappingTable(List<MediaPair> pairs) {
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
                    .filter(targets::add)
                    .ifPresent(target -> pairs.add(entry.pair().id()));
        }
        return List.copyOf(pairs);
    }

    private record Name(String schema, String table) {}

    private record Target(long sourceId, String schema, String table) {}

    private record Entry(MediaPair pair, PairTarget rule) {
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
