package io.otter.node.extract;

import java.util.List;

/**
 * How far the latest lines of {@code retl.retl_buffer} are.
 *
 * @param startedMillis when the first of them came, milliseconds since the epoch, as {@code heardMillis} is: the latest
 * @param lines whose rows are at the target
 * @param remaining lines after those, about; -1 when unknown
 * @param rows that were sent
 * @param bad lines that mean no row, and of which {@code badLines} has the first
 * @param others tables that the pipeline does not map
 */
public record FreeDoorProgress(
        long startedMillis,
        long heardMillis,
        long lines,
        long remaining,
        long rows,
        long bad,
        List<BadLine> badLines,
        List<Others> others) {
    public FreeDoorProgress {
        badLines = List.copyOf(badLines);
        others = List.copyOf(others);
    }

    /** A line with what it says, and why it means no row. */
    public record BadLine(long id, String table, String key, String reason) {}

    /**
     * Lines about a table that perhaps another pipeline maps.
     *
     * @param ids of the first of them
     */
    public record Others(String table, long tableId, long lines, List<Long> ids) {
        public Others {
            ids = List.copyOf(ids);
        }
    }
}
