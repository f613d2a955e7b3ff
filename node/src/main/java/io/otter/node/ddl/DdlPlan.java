package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source statement means for one target.
 *
 * @param kind whose policy applies
 * @param steps to run in order; empty when the statement does not affect this target
 * @param doubt why an operator must decide; empty when the steps are safe
 * @param shadow what to record about shadow tables
 */
record DdlPlan(DdlKind kind, List<DdlStep> steps, String doubt, ShadowNote shadow) {
    DdlPlan {
        steps = List.copyOf(steps);
    }

    /**
     * What to record about shadow tables.
     *
     * @param begun created by this statement
     * @param columns they are created with; empty when created LIKE the original
     * @param like the original at the target, which must have the same columns
     * @param changed altered by it
     * @param ended those that no longer exist
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

    /** The same, with this reason to ask before any other. */
    DdlPlan doubted(String why) {
        return new DdlPlan(kind, steps, why, shadow);
    }

    /** The same with a doubt, unless it has one. */
    DdlPlan doubting(String reason) {
        return doubt.isEmpty() ? new DdlPlan(kind, steps, reason, shadow) : this;
    }

    boolean isWithoutEffect() {
        return steps.isEmpty() && doubt.isEmpty();
    }
}
