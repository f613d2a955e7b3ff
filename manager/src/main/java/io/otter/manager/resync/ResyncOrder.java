package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.resync.RowKeys;
import io.otter.manager.run.ChosenPairs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to copy.
 *
 * @param parts by pipeline
 * @param rows the only rows that are meant, of one pipeline; null for whole tables
 * @param deleteGone whether of {@code rows} those that the source does not have are deleted at the target
 */
record ResyncOrder(
        List<ChosenPairs> parts,
        String where,
        boolean emptyFirst,
        int parallelism,
        @Nullable List<RowKeys> rows,
        boolean deleteGone) {
    /** All rows of these pairs; what the targets have stays. */
    static ResyncOrder of(List<ChosenPairs> parts, int parallelism) {
        return new ResyncOrder(parts, "", false, parallelism, null, false);
    }

    /** Single rows of one pipeline. */
    static ResyncOrder of(ChosenPairs pairs, List<RowKeys> rows, boolean deleteGone) {
        return new ResyncOrder(List.of(pairs), "", false, 1, List.copyOf(rows), deleteGone);
    }

    ResyncRequest request(long id, ChosenPairs part, boolean paused, long rowsPerSecond) {
        return new ResyncRequest(
                id, part.pairIds(), where, emptyFirst, rowsPerSecond, parallelism, paused, rows, deleteGone);
    }
}
