package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.control.HeartbeatTable;
import io.otter.node.binlog.BinlogSource;
import io.otter.node.binlog.ReadProgress;
import io.otter.node.binlog.TransactionPiece;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source in whose log this node writes a row every few seconds while it reads, so that there is always something by which to
 * measure the delay. What keeps it from writing keeps nobody from reading.
 */
final class Heartbeats implements BinlogSource {
    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

    private final BinlogSource source;
    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final ScheduledThreadPoolExecutor executor;
    /** Confined to the executor's thread, as is the connection. */
    private boolean failing;

    private @Nullable Connection connection;

    private Heartbeats(BinlogSource source, PipelineConfig pipeline, DatabaseConnector connector) {
        this.source = source;
        this.pipeline = pipeline;
        this.connector = connector;
        executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, pipeline.name() + "-heartbeat"));
    }

    /** The source itself unless the pipeline has heartbeats. */
    static BinlogSource of(BinlogSource source, PipelineConfig pipeline, DatabaseConnector connector) {
        int seconds = pipeline.parameters().heartbeatSeconds();
        if (seconds == 0) {
            return source;
        }
        Heartbeats heartbeats = new Heartbeats(source, pipeline, connector);
        heartbeats.executor.scheduleWithFixedDelay(heartbeats::beat, 0, seconds, TimeUnit.SECONDS);
        return heartbeats;
    }

    private void beat() {
        try {
            Connection open = connection;
            if (open == null) {
                open = connector.open(pipeline.source(), Purpose.PROBE);
                connection = open;
            }
            new HeartbeatTable(open).beat(pipeline.id());
            if (failing) {
                log.info("pipeline {}: heartbeats are written again", pipeline.name());
            }
            failing = false;
        } catch (SQLException | OtterException e) {
            disconnect();
            if (!failing) {
                log.warn(
                        "pipeline {}: no heartbeat can be written at {}; tried again every {} s: {}",
                        pipeline.name(),
                        pipeline.source().name(),
                        pipeline.parameters().heartbeatSeconds(),
                        e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            disconnect();
            log.error("pipeline {}: a bug in the heartbeats", pipeline.name(), e);
        }
    }

    private void disconnect() {
        try (Connection open = connection) {
            connection = null;
            if (open != null) {
                log.debug("pipeline {}: the connection of the heartbeats is closed", pipeline.name());
            }
        } catch (SQLException e) {
            log.debug("pipeline {}: closing the connection of the heartbeats: {}", pipeline.name(), e.getMessage());
        }
    }

    @Override
    public TransactionPiece take() throws InterruptedException {
        return source.take();
    }

    @Override
    public @Nullable TransactionPiece poll(long nanos) throws InterruptedException {
        return source.poll(nanos);
    }

    @Override
    public @Nullable OtterException lastFault() {
        return source.lastFault();
    }

    @Override
    public ReadProgress progress() {
        return source.progress();
    }

    @Override
    public void close() {
        executor.execute(this::disconnect); // after what is being written, which has a short limit of its own
        executor.shutdown();
        source.close();
    }
}
