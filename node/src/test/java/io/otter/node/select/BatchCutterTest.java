package io.otter.node.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchCutterTest {
    private final BatchCutter cutter = new BatchCutter(2_000, 10_000);
    private long offset;

    @Test
    void isFullOfRowsOrOfBytesWhicheverComesFirst() {
        cutter.add(transaction(true, true, 1_999), 9_999);
        assertThat(cutter.isFull()).isFalse();
        cutter.add(transaction(true, true, 1), 0);
        assertThat(cutter.isFull()).isTrue();
        cutter.cut();
        assertThat(cutter.isFull()).as("begins anew").isFalse();
        cutter.add(transaction(true, true, 1), 10_000);
        assertThat(cutter.isFull()).isTrue();
    }

    @Test
    void whatIsNotMappedFillsItWithBytesToo() {
        cutter.add(transaction(true, false, 0), 10_000);
        assertThat(cutter.isFull()).isTrue();
        assertThat(cutter.hasEnough()).isFalse();
    }

    @Test
    void hasEnoughFarBeforeItIsFull() {
        cutter.add(transaction(true, true, 999), 1);
        assertThat(cutter.hasEnough()).isFalse();
        cutter.add(transaction(true, true, 1), 1);
        assertThat(cutter.hasEnough()).isTrue();
        assertThat(cutter.isFull()).isFalse();
    }

    @Test
    void batchesAreNumberedAndHoldWhatWasAddedSinceTheLast() {
        assertThat(cutter.cut()).isEmpty();
        BatchTransaction first = transaction(true, true, 2);
        BatchTransaction second = transaction(true, true, 3);
        cutter.add(first, 20);
        cutter.add(second, 30);
        assertThat(cutter.cut()).contains(new Batch(1, List.of(first, second), 5, 50));
        BatchTransaction third = transaction(true, true, 1);
        cutter.add(third, 7);
        assertThat(cutter.cut()).contains(new Batch(2, List.of(third), 1, 7));
        assertThat(cutter.cut()).isEmpty();
    }

    @Test
    void ofTransactionsThatOnlyMoveThePositionTheLastIsKept() {
        cutter.add(transaction(true, true, 0), 1);
        cutter.add(transaction(true, true, 0), 1);
        BatchTransaction rows = transaction(true, true, 1);
        cutter.add(rows, 1);
        cutter.add(transaction(true, true, 0), 1);
        BatchTransaction last = transaction(true, true, 0);
        cutter.add(last, 1);
        assertThat(cutter.cut().orElseThrow().transactions()).containsExactly(rows, last);
    }

    @Test
    void piecesOfALargeTransactionAreAllKeptAlsoWithoutRows() {
        BatchTransaction begin = transaction(true, false, 0);
        BatchTransaction middle = transaction(false, false, 0);
        BatchTransaction end = transaction(false, true, 0);
        cutter.add(begin, 1);
        cutter.add(middle, 1);
        cutter.add(end, 1);
        BatchTransaction next = transaction(true, true, 1);
        cutter.add(next, 1);
        assertThat(cutter.cut().orElseThrow().transactions()).containsExactly(begin, middle, end, next);
    }

    private BatchTransaction transaction(boolean first, boolean last, int changes) {
        SelectedChange change = new SelectedChange(new DdlChange("shop", "x"), List.of(1L), false);
        return new BatchTransaction(
                first,
                last,
                Collections.nCopies(changes, change),
                new BinlogPosition("binlog.000001", ++offset, "", "", 0),
                0);
    }
}
