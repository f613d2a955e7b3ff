package io.otter.node.verify;

import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.snapshot.Chunk;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.Place;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of a table that looked different, until it is settled whether they are; as many at once as memory allows. One thread. */
final class Suspects {
    private static final long SETTLED_BYTES = 8L << 20;
    private static final int MOST_SETTLED = 1_000;

    private final TableSides sides;
    private final Known known;
    private final Settlement settlement;
    private final TableResult result;
    private final Differences differences;
    private final Set<RowId> waiting = new LinkedHashSet<>();
    private final List<RowId> unsettled = new ArrayList<>();
    private @Nullable KnownRows knownRows;
    private long added;
    private long rowBytes = 1;

    /** Takes what is found. */
    interface Differences {
        void add(Difference difference) throws InterruptedException;
    }

    /** Finds out which rows are known to differ. */
    interface Known {
        KnownRows read() throws SQLException;
    }

    Suspects(TableSides sides, Known known, Settlement settlement, TableResult result, Differences differences) {
        this.sides = sides;
        this.known = known;
        this.settlement = settlement;
        this.result = result;
        this.differences = differences;
    }

    void add(RowId id) {
        waiting.add(id);
        added++;
    }

    /** How many there ever were. */
    long added() {
        return added;
    }

    /** How many changed so often that it could not be told. */
    int unsettled() {
        return unsettled.size();
    }

    /** Rows of the table are as large as these. */
    void weigh(Chunk chunk) {
        if (!chunk.rows().isEmpty()) {
            weigh(chunk.bytes() / chunk.rows().size());
        }
    }

    void weigh(long bytesOfRow) {
        rowBytes = Math.max(rowBytes, bytesOfRow);
    }

    /** Settles them once there are enough for it to be worth its while. */
    void settleSome() throws SQLException, ChangedException, InterruptedException {
        settle(MOST_SETTLED);
    }

    void settleAll() throws SQLException, ChangedException, InterruptedException {
        settle(0);
    }

    private void settle(int least) throws SQLException, ChangedException, InterruptedException {
        int most = (int) Math.max(1, Math.min(MOST_SETTLED, SETTLED_BYTES / rowBytes));
        while (!waiting.isEmpty() && waiting.size() >= Math.min(least, most)) {
            List<RowId> some = waiting.stream().limit(most).toList();
            some.forEach(waiting::remove);
            report(settlement.settle(sides, some, unsettled));
        }
    }

    private void report(Collection<Settlement.Verdict> verdicts) throws SQLException, InterruptedException {
        TableName name = sides.name();
        if (verdicts.isEmpty()) {
            return;
        }
        KnownRows before = knownRows == null ? known.read() : knownRows;
        knownRows = before;
        for (Settlement.Verdict verdict : verdicts) {
            Row expected = verdict.source();
            Row present = verdict.target();
            if (before.has(sides, verdict.id())) {
                result.known();
            }
            differences.add(new Difference(
                    sides.pairId(),
                    name.schema() + "." + name.table(),
                    sides.targetName(),
                    verdict.kind(),
                    ShownRow.key(sides, verdict.id()),
                    keyData(verdict.id()),
                    expected == null ? null : ShownRow.source(sides, expected),
                    present == null ? null : ShownRow.target(sides, present)));
        }
    }

    private String keyData(RowId id) {
        List<String> columns = sides.sourceKey().stream()
                .map(index -> sides.source().schema().columns().get(index).name())
                .toList();
        return Place.named(columns, id.values()).text();
    }
}
