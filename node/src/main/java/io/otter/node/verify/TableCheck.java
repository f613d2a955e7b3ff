package io.otter.node.verify;

import io.otter.node.binlog.Row;
import io.otter.node.snapshot.Chunk;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.Place;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with its target, chunk by chunk: where both sides sort their keys alike, the same range of both, else
 * the rows of each side are looked up at the other. What looks different is settled afterwards. One thread at a time.
 */
final class TableCheck {
    private static final int ROWS = 2_000;
    private static final int LOOKED_UP = 500;
    private static final int PARTS = 8;

    private final TableSides sides;
    private final ChunkReader source;
    private final ChunkReader target;
    private final Suspects suspects;
    private final TableResult result;
    private final Settlement.Pulse pulse;

    /** The readers of both sides. */
    record Readers(ChunkReader source, ChunkReader target) {}

    TableCheck(TableSides sides, Readers readers, Suspects suspects, TableResult result, Settlement.Pulse pulse) {
        this.sides = sides;
        this.suspects = suspects;
        source = readers.source();
        target = readers.target();
        this.result = result;
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
        suspects.settleAll();
        refusal.ifPresent(why -> result.note("Rows that only the target has were not looked for: " + why));
        if (shared) {
            result.note("Rows that only the target has were not looked for: other tables have rows in "
                    + sides.targetName() + ", too.");
        }
        if (suspects.unsettled() > 0) {
            result.note(suspects.unsettled() + " rows changed so often that they could not be compared.");
        }
    }

    /** Compares single rows. @param mostBytes of one of them */
    void run(Collection<RowId> ids, int mostBytes) throws SQLException, ChangedException, InterruptedException {
        suspects.weigh(mostBytes);
        ids.forEach(suspects::add);
        suspects.settleAll();
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
                ? RangeSums.of(
                        sides, source, target, where, Thread.currentThread().getName())
                : Optional.empty();
        if (possible.isEmpty()) {
            ranges(null, null, where, targetWhere, extras);
            return;
        }
        try (RangeSums sums = possible.get()) {
            Place from = null;
            boolean end = false;
            while (!end && sums.helps()) {
                RangeSums.Range range = sums.next();
                if (range.equal()) {
                    result.compared(range.rows());
                } else {
                    sums.rest();
                    narrow(sums, range, where);
                }
                from = range.to();
                end = from == null;
                pulse.beat();
            }
            if (!end) {
                sums.rest();
                ranges(from, null, where, where, true);
            }
        }
    }

    /** Reads the rows of those parts only that differ. */
    private void narrow(RangeSums sums, RangeSums.Range range, String where)
            throws SQLException, ChangedException, InterruptedException {
        int part = (int) (range.rows() / PARTS);
        Place from = range.from();
        if (part < ROWS) {
            long before = suspects.added();
            ranges(from, range.to(), where, where, true);
            sums.looked(suspects.added() > before);
            return;
        }
        boolean end = false;
        while (!end) {
            RangeSums.Range one = sums.part(from, range.to(), part);
            if (one.equal()) {
                result.compared(one.rows());
            } else {
                narrow(sums, one, where);
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
            expected.keySet().forEach(suspects::add);
            suspects.settleSome();
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
            suspects.weigh(chunk);
            for (Row row : chunk.rows()) {
                RowId id = sides.idOfTarget(row);
                Row wanted = expected.remove(id);
                if (wanted == null ? extras : !sides.equal(wanted, row)) {
                    suspects.add(id);
                }
            }
            begin = Place.read(chunk.place());
            end = chunk.end();
            suspects.settleSome();
            pulse.beat();
        }
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
            suspects.settleSome();
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
            suspects.weigh(chunk);
            List<RowId> ids = chunk.rows().stream().map(sides::idOfTarget).toList();
            Map<RowId, Row> present = rows.atSource(ids);
            for (RowId id : ids) {
                Row row = present.get(id);
                // Under another collation the source's row may be another one.
                if (row == null || !sides.idOfSource(row).equals(id)) {
                    suspects.add(id);
                }
            }
            suspects.settleSome();
            from = Place.read(chunk.place());
            end = chunk.end();
            pulse.beat();
        }
    }

    private Map<RowId, Row> expected(Chunk chunk) {
        suspects.weigh(chunk);
        Map<RowId, Row> expected = new LinkedHashMap<>();
        for (Row row : chunk.rows()) {
            sides.expected(row).ifPresent(kept -> expected.put(sides.idOfSource(kept), kept));
        }
        return expected;
    }
}
