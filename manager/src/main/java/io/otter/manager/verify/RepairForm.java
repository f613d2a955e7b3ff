package io.otter.manager.verify;

import org.jspecify.annotations.Nullable;

/**
 * What a user asks for; absent fields are null.
 *
 * @param run a comparison that is over
 * @param extra what becomes of rows that only the target has; they are kept if absent
 * @param dryRun whether to show only what would be done
 */
public record RepairForm(
        @Nullable Long run, @Nullable Extra extra, @Nullable Boolean dryRun) {
    /** What becomes of rows that only the target has. */
    public enum Extra {
        KEEP,
        DELETE
    }
}
