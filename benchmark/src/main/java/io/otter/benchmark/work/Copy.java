package io.otter.benchmark.work;

import java.util.List;
import java.util.function.Consumer;

/**
 * W4: rows of one table that the source has and the target has not; nothing waits in the log.
 *
 * @param changes rows
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
