package io.otter.node.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.batch.RowCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliedRowsTest {
    @TempDir
    private Path directory;

    @Test
    void countsOutliveAProcessThatClosesNothing() {
        Path file = directory.resolve("new/applied-rows");
        AppliedRows killed = new AppliedRows(file);
        killed.add(1, Map.of(5L, new RowCounts(1, 2, 3), 6L, new RowCounts(4, 0, 0)));
        killed.add(1, Map.of(5L, new RowCounts(10, 20, 30)));
        killed.add(2, Map.of(5L, new RowCounts(7, 0, 0)));

        AppliedRows next = new AppliedRows(file);
        assertThat(next.identity()).isEqualTo(killed.identity());
        next.add(2, Map.of(5L, new RowCounts(1, 0, 0)));
        assertThat(next.totals())
                .containsExactlyInAnyOrder(
                        new AppliedRows.Total(1, 5, new RowCounts(11, 22, 33)),
                        new AppliedRows.Total(1, 6, new RowCounts(4, 0, 0)),
                        new AppliedRows.Total(2, 5, new RowCounts(8, 0, 0)));
    }

    @Test
    void thousandsOfPairsFit() {
        Path file = directory.resolve("applied-rows");
        AppliedRows rows = new AppliedRows(file);
        for (long pair = 1; pair <= 5_000; pair++) {
            rows.add(1, Map.of(pair, new RowCounts(pair, 0, 0)));
        }
        assertThat(new AppliedRows(file).totals())
                .hasSize(5_000)
                .contains(new AppliedRows.Total(1, 5_000, new RowCounts(5_000, 0, 0)));
    }

    @Test
    void aForeignOrUnusableFileBeginsAnotherCount() throws IOException {
        Path foreign = directory.resolve("applied-rows");
        Files.writeString(foreign, "something else, and longer than a header");
        AppliedRows rows = new AppliedRows(foreign);
        assertThat(rows.totals()).isEmpty();
        rows.add(1, Map.of(5L, new RowCounts(1, 0, 0)));
        assertThat(new AppliedRows(foreign).identity()).isEqualTo(rows.identity());
        Path aside = directory.resolve("applied-rows.unsound");
        assertThat(Files.readString(aside, StandardCharsets.ISO_8859_1)).startsWith("something else");

        byte[] torn = Files.readAllBytes(foreign);
        torn[16 + 2 * Long.BYTES] = (byte) 0xff; // the first byte of the first count
        Files.write(foreign, torn);
        AppliedRows next = new AppliedRows(foreign);
        assertThat(next.totals()).isEmpty();
        assertThat(next.identity()).isNotEqualTo(rows.identity());
        assertThat(Files.readAllBytes(aside)).isEqualTo(torn);

        Path unusable = directory.resolve("directory");
        Files.createDirectories(unusable);
        AppliedRows memory = new AppliedRows(unusable);
        memory.add(1, Map.of(5L, new RowCounts(1, 0, 0)));
        assertThat(memory.totals()).hasSize(1);
        assertThat(new AppliedRows(unusable).identity()).isNotEqualTo(memory.identity());
    }
}
