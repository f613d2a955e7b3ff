package io.otter.node.pipeline;

import io.otter.node.batch.Batch;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.extract.Extractor;

/** Everything that happens to a batch before it is handed over: its rows are completed, then filtered. One thread at a time. */
record Extraction(Extractor extractor, RowFilterStage screen) implements AutoCloseable {
    Batch of(Batch selected) {
        return screen.screen(extractor.extract(selected));
    }

    @Override
    public void close() {
        extractor.close();
    }
}
