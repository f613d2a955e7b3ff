package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.manager.run.RunTable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resyncs of a channel, newest first.
 *
 * @param freeDoor the latest by {@code retl.retl_buffer}, of each pipeline that has read one
 */
public record ResyncReport(List<Run> runs, List<FreeDoor> freeDoor) {
    public ResyncReport {
        runs = List.copyOf(runs);
        freeDoor = List.copyOf(freeDoor);
    }

    /**
     * A resync by lines of {@code retl.retl_buffer}.
     *
     * @param heard when a line last came
     * @param lines whose rows are at the target
     * @param estimatedLines with those that are still to come; null while unknown
     * @param rows that were sent
     * @param etaSeconds null while unknown
     * @param bad lines that mean no row; {@code badLines} has the first
     */
    public record FreeDoor(
            String pipeline,
            State state,
            Instant started,
            Instant heard,
            long lines,
            @Nullable Long estimatedLines,
            long rows,
            double linesPerSecond,
            @Nullable Long etaSeconds,
            long bad,
            List<BadLine> badLines) {
        public FreeDoor {
            badLines = List.copyOf(badLines);
        }

        /** For a bar. */
        public long percent() {
            Long all = estimatedLines;
            return state == State.DONE ? 100 : all == null || all == 0 ? 0 : Math.min(99, lines * 100 / all);
        }
    }

    /** A line with what it says, and why it means no row. */
    public record BadLine(long id, String table, String key, String reason) {}

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
            String error)
            implements RunTable {
        @Override
        public Table resting(State other) {
            return new Table(pair, source, target, other, rows, estimatedRows, 0, null, error);
        }

        /** For a bar. */
        public long percent() {
            return state == State.DONE ? 100 : estimatedRows == 0 ? 0 : Math.min(99, rows * 100 / estimatedRows);
        }
    }
}
