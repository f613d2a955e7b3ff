package io.otter.node.extract;

import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.control.BufferTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes lines of {@code retl.retl_buffer} whose rows are at the target, every few seconds. Lines that mean no row, and those
 * about tables of other pipelines, stay. What keeps it from deleting keeps nobody from reading: the lines stay as well.
 */
final class FreeDoorPurge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FreeDoorPurge.class);
    private static final long SECONDS = 2;
    /** Of one statement. */
    private static final int MOST_LINES = 1_000;

    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final FreeDoorCounts counts;
    private final ScheduledThreadPoolExecutor executor;
    /** Confined to the executor's thread, as is {@code failing}. */
    private final LineIds waiting = new LineIds();

    private boolean failing;

    FreeDoorPurge(PipelineConfig pipeline, DatabaseConnector connector, FreeDoorCounts counts) {
        this.pipeline = pipeline;
        this.connector = connector;
        this.counts = counts;
        executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, pipeline.name() + "-free-door-purge"));
        executor.scheduleWithFixedDelay(this::purge, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void purge() {
        waiting.addAll(counts.takeDone());
        List<LineIds.Range> ranges = waiting.ranges(MOST_LINES);
        if (ranges.isEmpty()) {
            return;
        }
        try (Connection connection = connector.open(pipeline.source(), Purpose.PROBE)) {
            BufferTable buffer = new BufferTable(connection);
            for (Iterator<LineIds.Range> left = ranges.iterator(); left.hasNext() && !executor.isShutdown(); ) {
                LineIds.Range range = left.next();
                buffer.delete(range.first(), range.last());
                waiting.remove(range.first(), range.last());
            }
            failing = false;
        } catch (SQLException | OtterException e) {
            if (!failing) {
                log.warn(
                        "pipeline {}: done lines of retl.retl_buffer at {} are not purged; tried again every {} s: {}",
                        pipeline.name(),
                        pipeline.source().name(),
                        SECONDS,
                        e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            log.error("pipeline {}: a bug in the purge of the free door", pipeline.name(), e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
