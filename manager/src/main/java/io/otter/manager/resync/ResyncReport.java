package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncProgress.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The resyncs of a channel, newest first. */
public record ResyncReport(List<Run> runs) {
    public ResyncReport {
        runs = List.copyOf(runs);
    }

    /**
     * One run.
     *
     * @param by the user
     * @param where condition on the rows; empty for all
     * @param rowsPerSecond limit; 0 for none
     * @param error empty when nothing is wrong
     */
    public record Run(
            long id,
            State state,
            String by,
            Instant started,
            @Nullable Instant ended,
            String where,
            long rowsPerSecond,
            String error,
            List<Table> tables) {
        public Run {
            tables = List.copyOf(tables);
        }

        public long rows() {
            return tables.stream().mapToLong(Table::rows).sum();
        }

        public long estimatedRows() {
            return tables.stream().mapToLong(Table::estimatedRows).sum();
        }
    }

    /**
     * One source table and pair.
     *
     * @param pair its source as configured
     * @param rows copied to the target
     * @param etaSeconds null when unknown
     * @param error empty when nothing is wrong
     */
    public record Table(
            String pair,
            String source,
            String target,
            State state,
            long rows,
            long estimatedRows,
            double rowsPerSecond,
            @Nullable Long etaSeconds,
            String error) {
        /** For a bar. */
        public long percent() {
            return state == State.DONE ? 100 : estimatedRows == 0 ? 0 : Math.min(99, rows * 100 / estimatedRows);
        }
    }
}
