package io.otter.benchmark.work;

import java.util.List;
import java.util.function.Consumer;

/**
 * W4: rows of one table that the source has but the target does not; the log is empty.
 *
 * @param changes number of rows
 */
public record Copy(int changes) implements Backlog {
    @Override
    public int baseRowsPerTable() {
        return changes;
    }

    @Override
    public int tables() {
        return 1;
    }

    @Override
    public boolean baseAtTarget() {
        return false;
    }

    @Override
    public void forEach(Consumer<List<Change>> transactions) {
        // Nothing was changed.
    }
}
