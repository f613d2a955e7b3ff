package io.otter.arbitrate.resync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline is with a resync.
 *
 * @param error why it cannot go on, or what it tries again; empty when nothing is wrong
 * @param timeMillis when this was so, milliseconds since the epoch
 */
public record ResyncProgress(long id, State state, String error, long timeMillis, List<Table> tables)
        implements Requests.Shown {
    /** Of a run, or of a table in it. */
    public enum State {
        WAITING,
        RUNNING,
        PAUSED,
        DONE,
        FAILED,
        CANCELLED;

        /** Whether nothing changes any more. */
        public boolean isEnd() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    public ResyncProgress {
        tables = List.copyOf(tables);
    }

    /**
     * One source table.
     *
     * @param pairIds media pairs that map it
     * @param rows copied to the target
     * @param estimatedRows by the source's statistics, at least {@code rows}
     * @param etaSeconds null when unknown
     */
    public record Table(
            List<Long> pairIds,
            String schema,
            String table,
            State state,
            long rows,
            long estimatedRows,
            double rowsPerSecond,
            @Nullable Long etaSeconds,
            String error) {
        public Table {
            pairIds = List.copyOf(pairIds);
        }
    }
}
