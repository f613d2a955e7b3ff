package io.otter.node.batch;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Logs what may happen to every row of a table: the first time with the row, then each time the number of rows has ten times as
 * many. Not thread-safe.
 */
public final class RowLog {
    private final Logger log;
    private final String pipeline;
    private final Map<String, Long> rows = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();

    public RowLog(Logger log, String pipeline) {
        this.log = log;
        this.pipeline = pipeline;
    }

    /**
     * It has happened again.
     *
     * @param what in words, with the table: what is counted
     * @param example the row by its key, or more
     */
    public void warn(String what, String example) {
        warn(what, 1, example);
    }

    /** Likewise to several rows, of which {@code example} is one. */
    public void warn(String what, long count, String example) {
        long sum = rows.merge(what, count, Long::sum);
        if (sum < next.getOrDefault(what, 1L)) {
            return;
        }
        long following = 10;
        while (following <= sum) {
            following *= 10;
        }
        next.put(what, following);
        log.warn(
                "pipeline {}: {}: {} in this run, such as {}",
                pipeline,
                what,
                sum == 1 ? "1 row" : sum + " rows",
                example);
    }
}
