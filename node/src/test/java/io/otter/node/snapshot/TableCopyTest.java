package io.otter.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.database.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableCopyTest {
    private static final long SECOND = 1_000_000_000L;

    /** Statistics of a table that was just filled say that it has no or few rows. */
    @Test
    void howLongItTakesIsOnlyToldWhereItIsKnown() {
        for (long estimated : List.of(0L, 1_500L)) {
            ResyncProgress.Table unknown = half(estimated);
            assertThat(unknown.etaSeconds()).as("of %d rows", estimated).isNull();
            assertThat(unknown.rowsPerSecond()).isEqualTo(1_000);
        }
        assertThat(half(5_000).etaSeconds()).isEqualTo(3);
    }

    /** 2,000 rows of it in two seconds. */
    private static ResyncProgress.Table half(long estimated) {
        TableCopy copy = new TableCopy(
                new TableName("shop", "user"),
                List.of(1L),
                new TableCopy.Position(false, null, 0),
                false,
                estimated,
                null,
                List.of());
        int since = copy.begun();
        for (int i = 0; i <= 2; i++) {
            copy.loaded(since, i * 1_000L, false, i * SECOND);
        }
        return copy.shown(false, 2 * SECOND);
    }
}
