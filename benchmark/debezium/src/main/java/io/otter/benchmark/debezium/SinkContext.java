package io.otter.benchmark.debezium;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** What the sink may ask of the worker that runs it; here nothing is rewound or paused. */
record SinkContext(Map<String, String> configs) implements SinkTaskContext {
    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        throw new UnsupportedOperationException("nothing can be read again");
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException("nothing can be read again");
    }

    @Override
    public void timeout(long millis) {
        // The next batch comes when it comes.
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {
        throw new UnsupportedOperationException("nothing is paused");
    }

    @Override
    public void resume(TopicPartition... partitions) {
        throw new UnsupportedOperationException("nothing is paused");
    }

    @Override
    public void requestCommit() {
        // Offsets are not kept.
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("nothing is counted");
    }
}
