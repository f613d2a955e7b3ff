package io.otter.node.supervisor;

import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.pipeline.RunListener;
import java.util.Map;
import java.util.Optional;

/** A run that does nothing; the test says what is heard of it. */
final class FakeRun implements Run {
    static final BinlogPosition POSITION = new BinlogPosition("binlog.000001", 4, "", "uuid", 1_000);

    final long epoch;
    final RunListener listener;
    volatile BinlogPosition position = POSITION;
    volatile Optional<ServerAddress> loadNode = Optional.empty();
    volatile boolean finishing;
    volatile boolean closed;
    volatile Runnable onClose = () -> {};

    FakeRun(long epoch, RunListener listener) {
        this.epoch = epoch;
        this.listener = listener;
    }

    /** As if a batch were applied. */
    void apply(long processId) {
        position = POSITION;
        listener.loaded(new LoadedBatch(processId, POSITION, 1_000, Map.of(), 0, 0, 0));
    }

    @Override
    public RunFacts facts() {
        return new RunFacts(position, 0L, 2, Map.of(), Map.of(), 0, 0, StageTimes.NONE, Map.of(), null);
    }

    @Override
    public Optional<ServerAddress> loadNode() {
        return loadNode;
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void close() {
        onClose.run();
        closed = true;
    }
}
