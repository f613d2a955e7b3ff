package io.otter.common.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline decides about rows of a pair that were changed on both sides.
 *
 * @param home whether the target is the home site, with {@link ConflictPolicy#HOME}
 * @param column of the source that tells which row is newer, with {@link ConflictPolicy#NEWEST}; else empty
 * @param first whether the target wins among rows that are equally new
 * @param additive columns of the source of which the changes of both sides add up
 */
public record ConflictRule(ConflictPolicy policy, boolean home, String column, boolean first, List<String> additive) {
    public static final ConflictRule STOP = new ConflictRule(ConflictPolicy.STOP, false, "", false);

    /** Fields missing from a document of an older manager are null. */
    public ConflictRule {
        policy = orElse(policy, ConflictPolicy.STOP);
        column = orElse(column, "");
        additive = List.copyOf(orElse(additive, List.of()));
    }

    /** Without additive columns. */
    public ConflictRule(ConflictPolicy policy, boolean home, String column, boolean first) {
        this(policy, home, column, first, List.of());
    }

    /** Whether both sides end equal, for which they tell each other what they have after a conflict. */
    public boolean settles() {
        return policy == ConflictPolicy.HOME || policy == ConflictPolicy.NEWEST;
    }

    private static <T> T orElse(@Nullable T value, T absent) {
        return Objects.requireNonNullElse(value, absent);
    }
}
