package io.otter.arbitrate.verify;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress.State;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline is with a comparison.
 *
 * @param error why it cannot go on; empty when nothing is wrong
 * @param timeMillis when this was so, milliseconds since the epoch
 */
public record VerifyProgress(long id, State state, String error, long timeMillis, List<Table> tables)
        implements Requests.Shown {
    public VerifyProgress {
        tables = List.copyOf(tables);
    }

    /**
     * One source table and pair.
     *
     * @param rows of the source that are compared
     * @param estimatedRows by the source's statistics, at least {@code rows}
     * @param missing rows that the target lacks
     * @param extra rows that only the target has
     * @param different rows with other values
     * @param known how many of these three have a dead letter, or had a conflict
     * @param note what could not be compared; empty if everything was
     */
    public record Table(
            long pairId,
            String schema,
            String table,
            State state,
            long rows,
            long estimatedRows,
            long missing,
            long extra,
            long different,
            @Nullable Long known,
            String note) {
        public Table {
            known = Objects.requireNonNullElse(known, 0L); // of an older node
        }
    }
}
