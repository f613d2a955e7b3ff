package io.otter.node.transform;

import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resolves the target tables of a pipeline's pairs at one target server. Immutable. */
public final class TargetNames {
    private final Map<Long, Rule> rules = new LinkedHashMap<>();

    private record Rule(MediaPair pair, PairTarget target, boolean shared) {
        boolean gathersSchemas() {
            return gathers(pair.source().schema(), pair.target().schema());
        }

        Optional<TargetTable> of(TableName source) {
            return target.of(source.schema(), source.table(), TableName::new)
                    .map(name -> new TargetTable(pair, name, shared));
        }
    }

    /** @param targetId the data media source whose pairs apply */
    public TargetNames(PipelineConfig pipeline, long targetId) {
        List<MediaPair> pairs = pipeline.pairs().stream()
                .filter(pair -> pair.target().sourceId() == targetId)
                .toList();
        pairs.forEach(pair -> rules.put(pair.id(), new Rule(pair, PairTarget.of(pair), isShared(pair, pairs))));
    }

    /**
     * The target table of a source table.
     *
     * @param shared whether other source tables have the same target table
     */
    public record TargetTable(MediaPair pair, TableName target, boolean shared) {}

    /**
     * The target database of a source database.
     *
     * @param shared whether other source databases have the same
     */
    public record TargetDatabase(String name, boolean shared) {}

    /** The target tables by these pairs, without duplicates. */
    public List<TargetTable> of(TableName source, List<Long> pairIds) {
        List<TableName> seen = new ArrayList<>();
        return rules.values().stream()
                .filter(rule -> pairIds.contains(rule.pair().id()))
                .flatMap(rule -> rule.of(source).stream())
                .filter(targetTable -> !seen.contains(targetTable.target()) && seen.add(targetTable.target()))
                .toList();
    }

    /** The target databases by these pairs, without duplicates. */
    public List<TargetDatabase> databases(String source, List<Long> pairIds) {
        Map<String, Boolean> shared = new LinkedHashMap<>();
        rules.values().stream()
                .filter(rule -> pairIds.contains(rule.pair().id()))
                .forEach(rule -> rule.target()
                        .ofSchema(source)
                        .ifPresent(name -> shared.merge(name, rule.gathersSchemas(), Boolean::logicalOr)));
        return shared.entrySet().stream()
                .map(entry -> new TargetDatabase(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The target table by the first pair that has one. */
    public Optional<TableName> anyOf(TableName source) {
        return rules.values().stream()
                .flatMap(rule -> rule.of(source).stream())
                .map(TargetTable::target)
                .findFirst();
    }

    /** The target table by this pair; empty when the pair has another target or no place for the table. */
    public Optional<TargetTable> of(MediaPair pair, TableName source) {
        return Optional.ofNullable(rules.get(pair.id())).flatMap(rule -> rule.of(source));
    }

    private static boolean isShared(MediaPair pair, List<MediaPair> pairs) {
        return gathers(pair.source().schema(), pair.target().schema())
                || gathers(pair.source().table(), pair.target().table())
                || pairs.stream()
                        .anyMatch(other -> other.id() != pair.id()
                                && other.target()
                                        .schema()
                                        .equalsIgnoreCase(pair.target().schema())
                                && other.target()
                                        .table()
                                        .equalsIgnoreCase(pair.target().table())
                                && isPlain(pair.target().table()));
    }

    private static boolean gathers(String source, String target) {
        return isPlain(target) && !isPlain(source);
    }

    private static boolean isPlain(String name) {
        return NamePattern.parse(name) instanceof NamePattern.Plain;
    }
}
