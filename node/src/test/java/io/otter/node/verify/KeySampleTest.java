package io.otter.node.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeySampleTest {
    private static final int CHANGES = 100_000;
    private static final TableSchema TABLE = new TableSchema(
            "s",
            "t",
            List.of(
                    new Column(
                            "id", "varchar", "varchar(4000)", false, false, false, "utf8mb4", "utf8mb4_bin", List.of()),
                    new Column("v", "longtext", "longtext", false, true, false, "utf8mb4", "utf8mb4_bin", List.of())),
            List.of(0),
            List.of());

    private final KeySample sample = new KeySample(new SplittableRandom(5));

    @Test
    void nothingIsKeptUntilItIsWanted() {
        sample.follow(batch(0, 10, ""));
        assertThat(sample.take()).isEmpty();
    }

    @Test
    void whateverComesAFewAreKeptAndNoneIsPreferred() {
        sample.want(1_000_000);
        for (int from = 0; from < CHANGES; from += 1_000) {
            sample.follow(batch(from, from + 1_000, ""));
        }
        List<KeySample.Key> kept = sample.take();
        assertThat(kept).hasSize(KeySample.MOST_KEYS).doesNotHaveDuplicates();
        double mean = kept.stream()
                .mapToInt(key -> Integer.parseInt(String.valueOf(key.values().get(0))))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(CHANGES * 0.45, CHANGES * 0.55);
        assertThat(kept).allSatisfy(key -> assertThat(key.values()).hasSize(1)); // and not the row
        assertThat(sample.take()).isEmpty();
    }

    @Test
    void longKeysArePassedOver() {
        sample.want(10);
        sample.follow(batch(0, 10, "x".repeat(KeySample.MOST_BYTES)));
        assertThat(sample.take()).isEmpty();
        sample.follow(batch(0, 3, ""));
        assertThat(sample.take()).hasSize(3);
    }

    private static Batch batch(int from, int to, String more) {
        List<SelectedChange> changes = IntStream.range(from, to)
                .mapToObj(i -> new SelectedChange(
                        new RowChange(
                                TABLE, RowKind.INSERT, null, new Row(new Object[] {i + more, "value"}), 20, false),
                        List.of(1L),
                        false))
                .toList();
        BatchTransaction transaction =
                new BatchTransaction(true, true, changes, new BinlogPosition("x.000007", 4, "", "other", 0), 0);
        return new Batch(1, List.of(transaction), changes.size(), 1);
    }
}
