package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlreadyAppliedTest {
    private static final SelectedChange ROW =
            new SelectedChange(new DdlChange("shop", "TRUNCATE user"), List.of(1L), false, null);

    /**
     * Two readings of one log need not stop at the same positions: those without rows depend on the clock. The second
     * reading starts for a slower target, and must give the faster one exactly what comes after its position.
     */
    @Test
    void isDecidedByOrderNotByReachingTheSamePosition() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int size = 1 + random.nextInt(30);
            int place = random.nextInt(size);
            AlreadyApplied applied = new AlreadyApplied("a-to-b");
            applied.until(at(place));
            int number = random.nextInt(place + 1);
            while (number < size) {
                // A position without rows may skip some others.
                boolean rows = random.nextBoolean();
                int end = rows ? number + 1 : Math.min(size, number + 1 + random.nextInt(3));
                if (!rows && number < place && end > place) {
                    number = end;
                    continue; // no transaction with rows was skipped
                }
                for (BatchTransaction piece : transaction(random, number, end)) {
                    assertThat(applied.test(piece))
                            .as("seed %d, round %d: %s with %d applied", seed, round, piece, place)
                            .isEqualTo(end <= place);
                }
                number = end;
            }
        }
    }

    /** Its replica has the transactions in another order, and so goes on with sets that are neither before nor after. */
    @Test
    void isRefusedWhereAnotherServerHasAnotherOrder() {
        AlreadyApplied applied = new AlreadyApplied("a-to-b");
        applied.until(new BinlogPosition("binlog.000001", 900, "a:1-2:4", "one", 0));

        assertThat(applied.test(of("a:1-2", List.of(ROW)))).isTrue();
        assertThat(applied.test(of("a:1-3", List.of()))).as("no rows").isTrue();
        assertThatThrownBy(() -> applied.test(of("a:1-3", List.of(ROW))))
                .isInstanceOf(OtterException.class)
                .hasMessageContaining("a:1-3")
                .hasMessageContaining("a:1-2:4");
        assertThat(applied.test(of("a:1-4", List.of(ROW)))).isFalse();
        assertThat(applied.test(of("a:1-2", List.of(ROW)))).as("from then on").isFalse();
    }

    private static BatchTransaction of(String gtids, List<SelectedChange> changes) {
        return new BatchTransaction(true, true, changes, new BinlogPosition("x.000007", 4, gtids, "other", 0), 0);
    }

    /** One transaction from one position to another, sometimes in pieces. */
    private static List<BatchTransaction> transaction(Random random, int from, int to) {
        List<BatchTransaction> pieces = new ArrayList<>();
        int others = to == from + 1 && random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        for (int i = 0; i < others; i++) {
            pieces.add(new BatchTransaction(i == 0, false, List.of(), at(from), 0));
        }
        pieces.add(new BatchTransaction(others == 0, true, List.of(), at(to), 0));
        return pieces;
    }

    private static BinlogPosition at(int number) {
        return new BinlogPosition("binlog.%06d".formatted(1 + number / 10), 4 + 100L * (number % 10), "", "server", 0);
    }
}
