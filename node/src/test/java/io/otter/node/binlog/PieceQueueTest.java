package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PieceQueueTest {
    private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final TransactionPiece PIECE =
            new TransactionPiece("", true, true, List.of(), new BinlogPosition("f", 4, "", "", 0), 0, 100);

    private final PieceQueue queue = new PieceQueue(1_000);

    @Test
    void pollDoesNotWaitWhenNothingMoreHasArrived() throws Exception {
        assertThat(queue.poll(LONG_NANOS)).isNull();
    }

    @Test
    void pollWaitsForArrivedDataUpToItsLimit() throws Exception {
        queue.expectMore(true);

        assertThat(queue.poll(1_000_000)).isNull();
        CompletableFuture<TransactionPiece> polled = polled();
        queue.put(PIECE);
        assertThat(polled.get()).isSameAs(PIECE);
    }

    @Test
    void theWaitEndsWhenArrivedDataYieldsNoPiece() throws Exception {
        queue.expectMore(true);
        CompletableFuture<TransactionPiece> polled = polled();

        queue.expectMore(false);
        assertThat(polled.get()).isNull();
    }

    private CompletableFuture<TransactionPiece> polled() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return queue.poll(LONG_NANOS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
