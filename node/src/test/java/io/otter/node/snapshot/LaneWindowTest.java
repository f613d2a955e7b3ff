package io.otter.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.TableName;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceTable;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LaneWindowTest {
    private static final int ROUNDS = 50_000;

    private final LaneWindow window = new LaneWindow();
    private final TableCopy table = new TableCopy(
            new TableName("s", "t"), List.of(1L), new TableCopy.Position(false, null, 0), false, 0, null, List.of());
    private final Chunk chunk = new Chunk(
            new CopySource(
                    new TableSchema("s", "t", List.of(), List.of(), List.of()),
                    new SourceTable.Version(0, List.of(), List.of()),
                    ""),
            List.of(),
            List.of(),
            0,
            "",
            true);

    /** A reader that misses it leaves the table, which is then never done. */
    @Test
    @Timeout(60)
    void whoWaitsForTheLastChunkSeesThatItIsRejected() throws Exception {
        BlockingQueue<Long> marks = new ArrayBlockingQueue<>(1);
        Thread log = new Thread(() -> follow(marks), "log");
        log.start();
        int seen = 0;
        for (int i = 0; i < ROUNDS; i++) {
            marks.put(window.add(new LaneWindow.Entry(table, table.start(), chunk, null)));
            while (!window.awaitEmpty(1_000)) {
                Thread.onSpinWait();
            }
            seen += window.takeRejected().isPresent() ? 1 : 0;
        }
        marks.put(-1L);
        log.join();
        assertThat(seen).isEqualTo(ROUNDS);
    }

    /** A DDL before each mark. */
    private void follow(BlockingQueue<Long> marks) {
        try {
            for (long mark = marks.take(); mark >= 0; mark = marks.take()) {
                window.disturbed();
                assertThat(window.closed(mark)).isEmpty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
