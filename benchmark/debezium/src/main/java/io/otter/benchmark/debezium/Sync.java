package io.otter.benchmark.debezium;

import io.debezium.connector.jdbc.JdbcSinkConnectorTask;
import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** One run: the engine's batches go to the sink's task as they come. */
final class Sync implements AutoCloseable {
    private final JdbcSinkConnectorTask sink = new JdbcSinkConnectorTask();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine;
    private long offset;

    Sync(Settings settings) {
        sink.initialize(new SinkContext(settings.sink()));
        sink.start(settings.sink());
        engine = DebeziumEngine.create(Connect.class)
                .using(settings.source())
                .using((success, message, error) -> {
                    if (!success) {
                        System.err.println("the engine ended: " + message + " " + error);
                    }
                })
                .notifying(this::write)
                .build();
        thread.execute(engine);
    }

    private void write(
            List<ChangeEvent<SourceRecord, SourceRecord>> batch,
            DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        List<SinkRecord> records = new ArrayList<>(batch.size());
        for (ChangeEvent<SourceRecord, SourceRecord> event : batch) {
            SourceRecord record = event.value();
            if (record.value() != null) {
                records.add(sinkRecord(record));
            }
        }
        sink.put(records);
        for (ChangeEvent<SourceRecord, SourceRecord> event : batch) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private SinkRecord sinkRecord(SourceRecord record) {
        return new SinkRecord(
                record.topic(),
                0,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                offset++,
                record.timestamp(),
                TimestampType.NO_TIMESTAMP_TYPE);
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.shutdown();
            sink.stop();
        }
    }
}
