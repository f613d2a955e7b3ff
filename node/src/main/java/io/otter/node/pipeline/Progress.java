package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a run has done. Thread-safe. */
final class Progress {
    private final Clock clock;
    private final Map<Long, RowCounts> counts = new HashMap<>();
    private @Nullable BinlogPosition position;
    private long commitTimestampMillis;
    private long repaired;
    private long missing;
    private @Nullable OtterException loadFault;

    Progress(Clock clock, @Nullable BinlogPosition position) {
        this.clock = clock;
        this.position = position;
    }

    synchronized void loaded(LoadedBatch batch) {
        batch.countsByPair().forEach((pair, rows) -> counts.merge(pair, rows, RowCounts::plus));
        repaired += batch.repaired();
        missing += batch.missing();
        if (batch.checkpoint() != null) {
            position = batch.checkpoint();
        }
        if (batch.commitTimestampMillis() > 0) {
            commitTimestampMillis = batch.commitTimestampMillis();
        }
    }

    synchronized void retrying(@Nullable OtterException fault) {
        loadFault = fault;
    }

    synchronized RunFacts facts(int inFlight, @Nullable OtterException readFault) {
        long delay = inFlight == 0 && readFault == null || commitTimestampMillis == 0
                ? 0
                : Math.max(0, clock.millis() - commitTimestampMillis);
        return new RunFacts(
                position, delay, inFlight, counts, repaired, missing, loadFault != null ? loadFault : readFault);
    }
}
