package io.otter.node.verify;

import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.snapshot.Chunk;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.Place;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with its target, chunk by chunk: where both sides sort their keys alike, the same range of both, else
 * the rows of each side are looked up at the other. What looks different is settled afterwards. One thread at a time.
 */
final class TableCheck {
    private static final int ROWS = 2_000;
    private static final int LOOKED_UP = 500;
    private static final int PARTS = 8;
    private static final long SETTLED_BYTES = 8L << 20;
    private static final int MOST_SETTLED = 1_000;

    private final TableSides sides;
    private final Known known;
    private final ChunkReader source;
    private final ChunkReader target;
    private final Settlement settlement;
    private final TableResult result;
    private final Differences differences;
    private final Settlement.Pulse pulse;
    private final Set<RowId> suspects = new LinkedHashSet<>();
    private final List<RowId> unsettled = new ArrayList<>();
    private @Nullable KnownRows knownRows;
    private long suspected;
    private long rowBytes = 1;

    /** Takes what is found. */
    interface Differences {
        void add(Difference difference) throws InterruptedException;
    }

    /** Finds out which rows are known to differ. */
    interface Known {
        KnownRows read() throws SQLException;
    }

    /** The readers of both sides. */
    record Readers(ChunkReader source, ChunkReader target) {}

    TableCheck(
            TableSides sides,
            Known known,
            Readers readers,
            Settlement settlement,
            TableResult result,
            Differences differences,
            Settlement.Pulse pulse) {
        this.sides = sides;
        this.known = known;
        source = readers.source();
        target = readers.target();
        this.settlement = settlement;
        this.result = result;
        this.differences = differences;
        this.pulse = pulse;
    }

    /**
     * @param where condition on rows of either side; empty for all
     * @param shared whether other source tables have rows in the target table
     */
    void run(String where, boolean shared) throws SQLException, ChangedException, InterruptedException {
        Optional<String> refusal = where.isEmpty() ? Optional.empty() : refusal(where);
        boolean extras = refusal.isEmpty() && !shared;
        if (sides.sameOrder()) {
            ranges(where, refusal.isEmpty() ? where : "", extras);
        } else {
            lookUpTargets(where);
            if (extras) {
                lookUpSources(where);
            }
        }
        settle(0);
        refusal.ifPresent(why -> result.note("Rows that only the target has were not looked for: " + why));
        if (shared) {
            result.note("Rows that only the target has were not looked for: other tables have rows in "
                    + sides.targetName() + ", too.");
        }
        if (!unsettled.isEmpty()) {
            result.note(unsettled.size() + " rows changed so often that they could not be compared.");
        }
    }

    /** Compares single rows. @param mostBytes of one of them */
    void run(Collection<RowId> ids, int mostBytes) throws SQLException, ChangedException, InterruptedException {
        rowBytes = Math.max(1, mostBytes);
        suspects.addAll(ids);
        settle(0);
        result.compared(ids.size());
    }

    /** Why the condition cannot be asked of the target, whose columns may have other names. */
    private Optional<String> refusal(String where) throws ChangedException {
        try {
            target.range(sides.target(), null, null, where, 1);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void ranges(String where, String targetWhere, boolean extras)
            throws SQLException, ChangedException, InterruptedException {
        Optional<RangeSums> possible = extras && sides.isWhole()
                ? RangeSums.of(sides, source, target, Thread.currentThread().getName() + "-target")
                : Optional.empty();
        if (possible.isEmpty()) {
            ranges(null, null, where, targetWhere, extras);
            return;
        }
        try (RangeSums sums = possible.get()) {
            Place from = null;
            boolean end = false;
            while (!end && sums.helps()) {
                RangeSums.Range range = sums.next(from, where);
                if (range.equal()) {
                    result.compared(range.rows());
                } else {
                    narrow(sums, from, range, where);
                }
                from = range.to();
                end = from == null;
                pulse.beat();
            }
            if (!end) {
                ranges(from, null, where, where, true);
            }
        }
    }

    /** Reads the rows of those parts only that differ. */
    private void narrow(RangeSums sums, @Nullable Place begin, RangeSums.Range range, String where)
            throws SQLException, ChangedException, InterruptedException {
        int part = (int) (range.rows() / PARTS);
        Place from = begin;
        if (part < ROWS) {
            long before = suspected;
            ranges(from, range.to(), where, where, true);
            sums.looked(suspected > before);
            return;
        }
        boolean end = false;
        while (!end) {
            RangeSums.Range one = sums.next(from, range.to(), where, part);
            if (one.equal()) {
                result.compared(one.rows());
            } else {
                narrow(sums, from, one, where);
            }
            from = one.to();
            end = Objects.equals(from, range.to());
            pulse.beat();
        }
    }

    /** Compares the rows after a place up to another. @param last null for the end of the table */
    private void ranges(@Nullable Place first, @Nullable Place last, String where, String targetWhere, boolean extras)
            throws SQLException, ChangedException, InterruptedException {
        Place from = first;
        boolean end = false;
        while (!end) {
            Chunk chunk = source.range(sides.source(), from, last, where, ROWS);
            Place to = chunk.end() ? last : Place.read(chunk.place());
            Map<RowId, Row> expected = expected(chunk);
            result.compared(expected.size());
            compare(expected, from, to, targetWhere, extras);
            expected.keySet().forEach(this::suspect);
            settle(MOST_SETTLED);
            from = to;
            end = chunk.end();
        }
    }

    /** Removes rows from {@code expected} that the target has in this range. */
    private void compare(
            Map<RowId, Row> expected, @Nullable Place from, @Nullable Place to, String where, boolean extras)
            throws SQLException, ChangedException, InterruptedException {
        Place begin = from;
        boolean end = false;
        while (!end) {
            Chunk chunk = target.range(sides.target(), begin, to, where, ROWS);
            weigh(chunk);
            for (Row row : chunk.rows()) {
                RowId id = sides.idOfTarget(row);
                Row wanted = expected.remove(id);
                if (wanted == null ? extras : !sides.equal(wanted, row)) {
                    suspect(id);
                }
            }
            begin = Place.read(chunk.place());
            end = chunk.end();
            settle(MOST_SETTLED);
            pulse.beat();
        }
    }

    private void suspect(RowId id) {
        suspects.add(id);
        suspected++;
    }

    private void lookUpTargets(String where) throws SQLException, ChangedException, InterruptedException {
        FoundRows rows = new FoundRows(sides, source, target);
        Place from = null;
        boolean end = false;
        while (!end) {
            Chunk chunk = source.range(sides.source(), from, null, where, LOOKED_UP);
            Map<RowId, Row> expected = expected(chunk);
            Map<RowId, Row> present = rows.atTarget(expected.keySet());
            expected.forEach((id, row) -> {
                Row found = present.get(id);
                if (found == null || !sides.equal(row, found)) {
                    suspects.add(id);
                }
            });
            result.compared(expected.size());
            settle(MOST_SETTLED);
            from = Place.read(chunk.place());
            end = chunk.end();
            pulse.beat();
        }
    }

    private void lookUpSources(String where) throws SQLException, ChangedException, InterruptedException {
        FoundRows rows = new FoundRows(sides, source, target);
        Place from = null;
        boolean end = false;
        while (!end) {
            Chunk chunk = target.range(sides.target(), from, null, where, LOOKED_UP);
            weigh(chunk);
            List<RowId> ids = chunk.rows().stream().map(sides::idOfTarget).toList();
            Map<RowId, Row> present = rows.atSource(ids);
            for (RowId id : ids) {
                Row row = present.get(id);
                // Under another collation the source's row may be another one.
                if (row == null || !sides.idOfSource(row).equals(id)) {
                    suspects.add(id);
                }
            }
            settle(MOST_SETTLED);
            from = Place.read(chunk.place());
            end = chunk.end();
            pulse.beat();
        }
    }

    private Map<RowId, Row> expected(Chunk chunk) {
        weigh(chunk);
        Map<RowId, Row> expected = new LinkedHashMap<>();
        for (Row row : chunk.rows()) {
            sides.expected(row).ifPresent(kept -> expected.put(sides.idOfSource(kept), kept));
        }
        return expected;
    }

    private void weigh(Chunk chunk) {
        if (!chunk.rows().isEmpty()) {
            rowBytes = Math.max(rowBytes, chunk.bytes() / chunk.rows().size());
        }
    }

    /** @param least how many there have to be */
    private void settle(int least) throws SQLException, ChangedException, InterruptedException {
        int most = (int) Math.max(1, Math.min(MOST_SETTLED, SETTLED_BYTES / rowBytes));
        while (!suspects.isEmpty() && suspects.size() >= Math.min(least, most)) {
            List<RowId> some = suspects.stream().limit(most).toList();
            some.forEach(suspects::remove);
            report(settlement.settle(sides, some, unsettled));
        }
    }

    private String keyData(RowId id) {
        List<String> columns = sides.sourceKey().stream()
                .map(index -> sides.source().schema().columns().get(index).name())
                .toList();
        return Place.named(columns, id.values()).text();
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
}
