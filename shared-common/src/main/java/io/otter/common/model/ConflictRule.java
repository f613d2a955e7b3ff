package io.otter.common.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline decides about rows of a pair that were changed on both sides.
 *
 * @param home whether the target is the home site, with {@link ConflictPolicy#HOME}
 * @param column of the source that tells which row is newer, with {@link ConflictPolicy#NEWEST}; else empty
 * @param first whether the target wins among rows that are equally new
 */
public record ConflictRule(ConflictPolicy policy, boolean home, String column, boolean first) {
    public static final ConflictRule STOP = new ConflictRule(ConflictPolicy.STOP, false, "", false);

    /** Fields missing from a document of an older manager are null. */
    public ConflictRule {
        policy = orElse(policy, ConflictPolicy.STOP);
        column = orElse(column, "");
    }

    /** Whether both sides end equal, for which they tell each other what they have after a conflict. */
    public boolean settles() {
        return policy == ConflictPolicy.HOME || policy == ConflictPolicy.NEWEST;
    }

    private static <T> T orElse(@Nullable T value, T absent) {
        return Objects.requireNonNullElse(value, absent);
    }
}
