package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source's statement means for one target.
 *
 * @param kind whose policy counts
 * @param steps that have the statement's effect, in order; none when it has no effect here
 * @param doubt why an operator must decide; empty when nothing speaks against the steps
 * @param shadow what becomes known of shadow tables
 */
record DdlPlan(DdlKind kind, List<DdlStep> steps, String doubt, ShadowNote shadow) {
    DdlPlan {
        steps = List.copyOf(steps);
    }

    /**
     * What is to be remembered of shadow tables.
     *
     * @param begun which is made anew by this statement
     * @param columns that it is made with; empty when it is made like its original
     * @param like the original at the target, which must have the same columns
     * @param changed which is changed by it
     * @param ended which are no more
     */
    record ShadowNote(
            List<TableName> begun,
            List<String> columns,
            @Nullable TableName like,
            List<TableName> changed,
            List<TableName> ended) {
        static final ShadowNote NOTHING = new ShadowNote(List.of(), List.of(), null, List.of(), List.of());

        ShadowNote {
            begun = List.copyOf(begun);
            columns = List.copyOf(columns);
            changed = List.copyOf(changed);
            ended = List.copyOf(ended);
        }

        static ShadowNote changed(TableName shadow) {
            return new ShadowNote(List.of(), List.of(), null, List.of(shadow), List.of());
        }

        static ShadowNote ended(List<TableName> shadows) {
            return new ShadowNote(List.of(), List.of(), null, List.of(), shadows);
        }
    }

    boolean isWithoutEffect() {
        return steps.isEmpty() && doubt.isEmpty();
    }
}
