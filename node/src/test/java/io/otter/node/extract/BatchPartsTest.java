package io.otter.node.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import java.util.Collections;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class BatchPartsTest {
    private static final SelectedChange CHANGE = new SelectedChange(new DdlChange("shop", "x"), List.of(1L), false);

    @Test
    void aPartThatEndsWithinATransactionEndsBeforeIt() {
        Batch batch = new Batch(
                7,
                List.of(
                        transaction(false, true, 1, 10),
                        transaction(true, true, 5, 20),
                        transaction(true, true, 0, 30),
                        transaction(true, false, 3, 30)),
                9,
                100);
        BatchParts parts = BatchParts.of(batch, at(9), 3);
        assertThat(parts.first().processId()).isEqualTo(7);
        assertThat(parts.first().rows()).isEqualTo(3);
        assertThat(shape(parts.first())).containsExactly(tuple(false, true, 1, 10L), tuple(true, false, 2, 10L));
        assertThat(parts.rest().rows()).isEqualTo(6);
        assertThat(shape(parts.rest()))
                .containsExactly(tuple(false, true, 3, 20L), tuple(true, true, 0, 30L), tuple(true, false, 3, 30L));
        BatchParts again = BatchParts.of(parts.rest(), at(10), 3);
        assertThat(shape(again.first())).containsExactly(tuple(false, true, 3, 20L));
        BatchParts last = BatchParts.of(again.rest(), at(20), 1);
        assertThat(shape(last.first())).containsExactly(tuple(true, true, 0, 30L), tuple(true, false, 1, 30L));
        assertThat(shape(last.rest())).containsExactly(tuple(false, false, 2, 30L));
    }

    @Test
    void partsAreSmallerThanTheBatch() {
        Batch batch = new Batch(1, List.of(transaction(true, true, 2, 20)), 2, 100);
        BatchParts parts = BatchParts.of(batch, at(9), 50);
        assertThat(shape(parts.first())).containsExactly(tuple(true, false, 1, 9L));
        assertThat(shape(parts.rest())).containsExactly(tuple(false, true, 1, 20L));
    }

    private static List<Tuple> shape(Batch batch) {
        return batch.transactions().stream()
                .map(one -> tuple(
                        one.first(), one.last(), one.changes().size(), one.end().offset()))
                .toList();
    }

    private static BatchTransaction transaction(boolean first, boolean last, int changes, long end) {
        return new BatchTransaction(first, last, Collections.nCopies(changes, CHANGE), at(end), 0);
    }

    private static BinlogPosition at(long offset) {
        return new BinlogPosition("log.000001", offset, "", "", 0);
    }
}
