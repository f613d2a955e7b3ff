package io.otter.common.model;

import java.util.Optional;
import java.util.function.BiFunction;

/** Maps a source table to its target table, for one pair. */
public record PairTarget(
        NamePattern sourceSchema, NamePattern sourceTable, NamePattern targetSchema, NamePattern targetTable) {
    /** @throws IllegalArgumentException if a name is not a valid {@link NamePattern} */
    public static PairTarget of(MediaPair pair) {
        return of(
                pair.source().schema(),
                pair.source().table(),
                pair.target().schema(),
                pair.target().table());
    }

    /** @throws IllegalArgumentException if a name is not a valid {@link NamePattern} */
    public static PairTarget of(String sourceSchema, String sourceTable, String targetSchema, String targetTable) {
        return new PairTarget(
                NamePattern.parse(sourceSchema),
                NamePattern.parse(sourceTable),
                NamePattern.parse(targetSchema),
                NamePattern.parse(targetTable));
    }

    /**
     * The target of a table; empty when the pair does not map it, or the target family lacks its index.
     *
     * @param name creates the result from the target's schema and table
     */
    public <T> Optional<T> of(String schema, String table, BiFunction<String, String, T> name) {
        if (!sourceSchema.matches(schema) || !sourceTable.matches(table)) {
            return Optional.empty();
        }
        return targetSchema
                .targetOf(schema, sourceSchema)
                .flatMap(toSchema ->
                        targetTable.targetOf(table, sourceTable).map(toTable -> name.apply(toSchema, toTable)));
    }

    /** The target of a database; empty when the pair maps another, or only a table of it by its name. */
    public Optional<String> ofSchema(String schema) {
        boolean all = !(sourceTable instanceof NamePattern.Plain);
        return all && sourceSchema.matches(schema) ? targetSchema.targetOf(schema, sourceSchema) : Optional.empty();
    }
}
