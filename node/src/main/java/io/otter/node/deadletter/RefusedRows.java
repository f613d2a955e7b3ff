package io.otter.node.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.RefusedRowTable;
import io.otter.node.binlog.TableSchema;
import io.otter.node.load.ConflictBook;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.PresentRows;
import io.otter.node.load.RefusedRow;
import io.otter.node.transform.TargetChange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the row at which loading stops in {@code retl.retl_refused_row} at the target, and puts exactly this row aside once an
 * operator has decided so. The permission is used up in the transaction that goes on without the row. One thread at a time.
 */
final class RefusedRows implements DeadLetters {
    private final String pipeline;
    private final long pipelineId;
    private final DataMediaSource target;
    /** Whether the pipeline stops at each refused row about which nobody has decided. */
    private final boolean stops;

    private final DeadLetterWriter letters;
    private final DatabaseConnector connector;
    private final Clock clock;
    private final ConflictBook conflicts;
    /** Null until queried. An operator decides while the pipeline stands, so this run learns of nothing new. */
    private @Nullable Set<String> permitted;
    /** Null until queried, and after a change that may yet be rolled back. */
    private @Nullable List<Kept> kept;

    private record Kept(long id, BinlogPosition position) {}

    RefusedRows(
            PipelineConfig pipeline,
            DataMediaSource target,
            DeadLetterWriter letters,
            DatabaseConnector connector,
            Clock clock,
            ConflictBook conflicts) {
        this.conflicts = conflicts;
        this.pipeline = pipeline.name();
        pipelineId = pipeline.id();
        this.target = target;
        stops = pipeline.parameters().onError() == ErrorPolicy.STOP;
        this.letters = letters;
        this.connector = connector;
        this.clock = clock;
    }

    @Override
    public boolean take(Connection openUnit, RefusedRow row) throws SQLException {
        ErrorCode code = row.fault().code();
        if (OF_ONE_ROW.contains(code) && permits(openUnit, row)) {
            letters.putAside(openUnit, row);
            return true;
        }
        return stops ? letters.takeAgain(openUnit, row) : letters.take(openUnit, row);
    }

    @Override
    public ConflictBook conflicts() {
        return conflicts;
    }

    @Override
    public void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {
        letters.resynced(openUnit, rows);
    }

    @Override
    public void stopped(Connection open, long epoch, RefusedRow row, PresentRows present) throws SQLException {
        TargetChange change = row.change();
        TableSchema source = change.plan().source();
        RefusedRowTable.Entry entry = new RefusedRowTable.Entry(
                epoch,
                RowHash.of(row),
                source.schema() + "." + source.table(),
                change.plan().targetName(),
                change.kind().name(),
                RowText.key(change.plan(), change.known()),
                ShownImages.json(change, present),
                row.fault().code().name(),
                String.valueOf(row.fault().getMessage()),
                new String(Json.write(row.transactionEnd()), StandardCharsets.UTF_8),
                row.commitTimestampMillis(),
                clock.millis());
        // Not on the same connection: DDL would commit what is in it.
        try (Connection own = connector.open(target, Purpose.PROBE)) {
            new ControlTables(pipeline).ensure(own, ControlTable.REFUSED_ROW);
        }
        table(open).stop(entry);
    }

    @Override
    public void committing(Connection openUnit, BinlogPosition end) throws SQLException {
        List<Kept> known = kept;
        if (known == null) {
            known = places(openUnit);
            kept = known;
        }
        for (Kept one : known) {
            if (end.reaches(one.position())) {
                table(openUnit).remove(one.id());
                kept = null;
            }
        }
    }

    private boolean permits(Connection openUnit, RefusedRow row) throws SQLException {
        if (permitted == null) {
            permitted = permitted(openUnit);
        }
        if (permitted.isEmpty()) {
            return false;
        }
        String hash = RowHash.of(row);
        return permitted.contains(hash) && table(openUnit).use(hash);
    }

    private Set<String> permitted(Connection openUnit) throws SQLException {
        try {
            return table(openUnit).permitted();
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw e;
            }
            return Set.of();
        }
    }

    private List<Kept> places(Connection openUnit) throws SQLException {
        List<Kept> found = new ArrayList<>();
        try {
            for (RefusedRowTable.Place place : table(openUnit).places()) {
                byte[] json = place.position().getBytes(StandardCharsets.UTF_8);
                found.add(new Kept(place.id(), Json.read(json, BinlogPosition.class)));
            }
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw e;
            }
        }
        return found;
    }

    private RefusedRowTable table(Connection connection) {
        return new RefusedRowTable(connection, pipelineId);
    }
}
