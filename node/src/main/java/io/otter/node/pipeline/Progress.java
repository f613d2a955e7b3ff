package io.otter.node.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import io.otter.node.binlog.ReadProgress;
import io.otter.node.extract.FreeDoorCounts;
import io.otter.node.select.Window;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the progress of a run. Thread-safe. */
final class Progress {
    private final Clock clock;
    private final StageClock stages;
    private final FreeDoorCounts freeDoor;

    @GuardedBy("this")
    private final SeenRows seen = new SeenRows();

    @GuardedBy("this")
    private final Map<Long, RowCounts> counts = new HashMap<>();

    @GuardedBy("this")
    private @Nullable BinlogPosition position;

    @GuardedBy("this")
    private final Delay delay = new Delay();

    /** What the source's clock is ahead of ours, as of the last look. */
    @GuardedBy("this")
    private long aheadMillis;

    @GuardedBy("this")
    private long repaired;

    @GuardedBy("this")
    private long missingDeletes;

    @GuardedBy("this")
    private long conflicts;

    @GuardedBy("this")
    private @Nullable OtterException loadFault;

    Progress(Clock clock, StageClock stages, @Nullable BinlogPosition position) {
        this.clock = clock;
        this.stages = stages;
        this.position = position;
        freeDoor = new FreeDoorCounts(clock);
    }

    /** What came by the free door. */
    FreeDoorCounts freeDoor() {
        return freeDoor;
    }

    StageClock stages() {
        return stages;
    }

    synchronized void selected(BatchTransaction transaction, boolean movesPositionOnly) {
        seen.count(transaction.changes());
        delay.selected(transaction, movesPositionOnly);
    }

    synchronized void sent(Batch batch) {
        delay.sent(batch);
    }

    /** All that was selected is on its way. */
    synchronized void allSent() {
        delay.allSent();
    }

    synchronized void loaded(LoadedBatch batch) {
        stages.loaded(batch.transformNanos());
        freeDoor.loaded(batch.processId());
        batch.countsByPair().forEach((pair, rows) -> counts.merge(pair, rows, RowCounts::plus));
        repaired += batch.repaired();
        missingDeletes += batch.missingDeletes();
        conflicts += batch.conflicts();
        if (batch.checkpoint() != null) {
            position = batch.checkpoint();
        }
        delay.loaded(batch, clock.millis() + aheadMillis);
    }

    synchronized void retrying(@Nullable OtterException fault) {
        loadFault = fault;
    }

    synchronized RunFacts facts(Window window, ReadProgress read, @Nullable OtterException readFault) {
        if (read.nowMillis() > 0) {
            aheadMillis = read.nowMillis() - clock.millis();
        }
        Long late = delay.millis(read, readFault);
        return new RunFacts(
                position,
                late,
                window.inFlight(),
                seen.byPair(),
                counts,
                repaired,
                missingDeletes,
                conflicts,
                stages.batches(),
                window.bytes(),
                stages.times(late == null ? 0 : late),
                stages.seconds(),
                loadFault != null ? loadFault : readFault,
                freeDoor.progress().orElse(null));
    }
}
