package io.otter.node.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.ReadProgress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DelayTest {
    private static final OtterException CUT = new OtterException(ErrorCode.BINLOG_DISCONNECTED, "cut");
    private static final BinlogPosition END = new BinlogPosition("binlog.000001", 4, "", "uuid", 0);

    private final Delay delay = new Delay();
    private long batches;

    @Test
    void nothingIsKnownBeforeTheEndOfTheLogOrARowIsSeen() {
        assertThat(delay.millis(ReadProgress.NONE, null)).isNull();
        assertThat(delay.millis(ReadProgress.NONE, CUT)).isNull();
        assertThat(delay.millis(new ReadProgress(10_000, 9_990, 0, 0), null)).isNull();
        assertThat(delay.millis(new ReadProgress(10_000, 9_990, 9_990, 0), null))
                .as("the source says that its log ends here")
                .isEqualTo(0);
    }

    @Test
    void whatWaitsAnywhereCountsFromItsCommit() {
        assertThat(delay.millis(new ReadProgress(10_000, 10_000, 9_990, 4_000), null))
                .as("being read")
                .isEqualTo(6_000);
        delay.selected(piece(true, true, 4_000), false);
        delay.selected(piece(true, true, 5_000), false);
        assertThat(delay.millis(new ReadProgress(11_000, 11_000, 9_990, 0), null))
                .as("selected")
                .isEqualTo(7_000);
        cut();
        delay.selected(piece(true, true, 6_000), false);
        cut();
        assertThat(delay.millis(new ReadProgress(12_000, 12_000, 9_990, 0), CUT))
                .as("in flight")
                .isEqualTo(8_000);
        loaded(1, 5_000, 12_500);
        assertThat(delay.millis(new ReadProgress(13_000, 13_000, 9_990, 0), null))
                .as("the second batch")
                .isEqualTo(7_000);
    }

    @Test
    void aPieceOfATransactionCountsEvenIfItHasNoRowsOfOurs() {
        delay.selected(new BatchTransaction(true, false, List.of(), END, 4_000), false);
        assertThat(delay.millis(new ReadProgress(10_000, 10_000, 0, 0), null)).isEqualTo(6_000);
    }

    @Test
    void aMovedPositionIsNothingThatWaits() {
        delay.selected(new BatchTransaction(true, true, List.of(), END, 4_000), true);
        cut();
        assertThat(delay.millis(new ReadProgress(10_000, 10_000, 10_000, 0), null))
                .isEqualTo(0);
    }

    @Test
    void betweenTransactionsTheLastOneTellsHowLateItWas() {
        delay.selected(piece(true, true, 4_000), false);
        cut();
        loaded(1, 4_000, 4_250);
        assertThat(delay.millis(new ReadProgress(4_900, 4_800, 3_000, 0), null)).isEqualTo(250);
        assertThat(delay.millis(new ReadProgress(5_300, 5_250, 5_250, 0), null)).isEqualTo(0);
    }

    @Test
    void aSourceThatIsCutOffOrSilentMayHaveMore() {
        ReadProgress upToDate = new ReadProgress(5_000, 5_000, 5_000, 0);
        assertThat(delay.millis(upToDate, null)).isEqualTo(0);
        assertThat(delay.millis(new ReadProgress(5_700, 5_000, 5_000, 0), CUT)).isEqualTo(700);
        assertThat(delay.millis(new ReadProgress(60_000, 5_000, 5_000, 0), null))
                .as("connected, but frozen")
                .isEqualTo(55_000);
    }

    @Test
    void aClockThatWasSetBackMakesNoNegativeDelay() {
        delay.selected(piece(true, true, 9_000), false);
        assertThat(delay.millis(new ReadProgress(8_000, 8_000, 0, 0), null)).isEqualTo(0);
    }

    private void cut() {
        delay.sent(new Batch(++batches, List.of(), 1, 1));
        delay.allSent();
    }

    private void loaded(long batch, long commitMillis, long nowMillis) {
        delay.loaded(new LoadedBatch(batch, END, commitMillis, Map.of(), 0, 0, 0), nowMillis);
    }

    private static BatchTransaction piece(boolean first, boolean last, long commitMillis) {
        return new BatchTransaction(
                first,
                last,
                List.of(new SelectedChange(new DdlChange("", "CREATE TABLE a (b INT)"), List.of(1L), false)),
                END,
                commitMillis);
    }
}
