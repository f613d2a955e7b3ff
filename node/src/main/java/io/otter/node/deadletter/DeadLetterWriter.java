package io.otter.node.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.DeadLetterTable;
import io.otter.node.batch.RowLog;
import io.otter.node.binlog.Row;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.RefusedRow;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refused rows to {@code retl.retl_dead_letter} at the target, in the same transaction that goes on without
 * them: no manager is needed, and a unit that is rolled back takes its letters with it. A row that is resynced
 * successfully settles its letter in the same way. One thread at a time.
 */
public final class DeadLetterWriter implements DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterWriter.class);

    private final String pipeline;
    private final long pipelineId;
    private final DataMediaSource target;
    private final int mostOpen;
    private final DatabaseConnector connector;
    private final Runnable look;
    private final RowLog rowLog;
    private final Clock clock;
    /** Looked-up rows refused during this attempt to load a unit, by identity. */
    private final Set<TargetChange> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Null until queried. */
    private @Nullable Boolean holdsLetters;
    /** Upper bound of open letters: those of attempts that were rolled back count until the next query. */
    private int atMostOpen = Integer.MAX_VALUE;

    /**
     * @param mostOpen limit of open letters of the pipeline at this target; the pipeline stops at it
     * @param look called when there may soon be letters to ship; must not block
     */
    public DeadLetterWriter(
            String pipeline,
            long pipelineId,
            DataMediaSource target,
            int mostOpen,
            DatabaseConnector connector,
            Runnable look,
            Clock clock) {
        this.pipeline = pipeline;
        rowLog = new RowLog(log, pipeline);
        this.pipelineId = pipelineId;
        this.target = target;
        this.mostOpen = mostOpen;
        this.connector = connector;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public boolean take(Connection openUnit, RefusedRow row) throws SQLException {
        if (!OF_ONE_ROW.contains(row.fault().code())) {
            return false;
        }
        putAside(openUnit, row, true);
        return true;
    }

    /**
     * Takes a row that was looked up or copied and has an open letter: what was decided about it holds for as long as the
     * letter is open.
     *
     * @return false if there is none; nothing is taken then
     */
    boolean takeAgain(Connection openUnit, RefusedRow row) throws SQLException {
        TargetChange change = row.change();
        if (!change.resync() || !OF_ONE_ROW.contains(row.fault().code())) {
            return false;
        }
        String key = RowText.keyData(change.plan().source(), image(change));
        if (key.isEmpty() || !refusedAgain(openUnit, row, key)) {
            return false;
        }
        refused.add(change);
        told(row);
        return true;
    }

    /** Takes a row about which an operator has decided, however many letters there are. */
    void putAside(Connection openUnit, RefusedRow row) throws SQLException {
        putAside(openUnit, row, false);
    }

    private void putAside(Connection openUnit, RefusedRow row, boolean limited) throws SQLException {
        TargetChange change = row.change();
        String key = RowText.keyData(change.plan().source(), image(change));
        if (change.resync()) {
            refused.add(change);
        }
        if (!change.resync() || key.isEmpty() || !refusedAgain(openUnit, row, key)) {
            insert(openUnit, row, key, limited);
        }
        holdsLetters = true;
        told(row);
    }

    private void told(RefusedRow row) {
        look.run();
        rowLog.warn("refused by " + row.change().plan().targetName() + " and set aside", text(row));
    }

    @Override
    public void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {
        List<TargetChange> written =
                rows.stream().filter(row -> !refused.contains(row)).toList();
        refused.clear();
        if (!holdsLetters(openUnit)) {
            return;
        }
        DeadLetterTable letters = letters(openUnit);
        int settled = 0;
        for (TargetChange change : written) {
            String key = RowText.keyData(change.plan().source(), image(change));
            settled += key.isEmpty() ? 0 : letters.settle(change.plan().targetName(), key);
        }
        if (settled > 0) {
            look.run();
            log.info("pipeline {}: dead letters settled: {}", pipeline, settled);
        }
    }

    private boolean refusedAgain(Connection openUnit, RefusedRow row, String key) throws SQLException {
        return holdsLetters(openUnit)
                && letters(openUnit)
                        .addAttempt(
                                row.change().plan().targetName(),
                                key,
                                row.fault().code().name(),
                                text(row));
    }

    private void insert(Connection openUnit, RefusedRow row, String key, boolean limited) throws SQLException {
        try {
            requireRoom(openUnit, row, limited);
            insertInto(openUnit, row, key);
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw e;
            }
            // Not on the unit's own connection: DDL would commit it.
            createTable();
            requireRoom(openUnit, row, limited);
            insertInto(openUnit, row, key);
        }
        atMostOpen++;
    }

    /** If most rows are refused, the target or the mapping is wrong, and more letters would only hide it. */
    private void requireRoom(Connection openUnit, RefusedRow row, boolean limited) throws SQLException {
        if (atMostOpen < mostOpen) {
            return;
        }
        atMostOpen = letters(openUnit).countOpen();
        if (limited && atMostOpen >= mostOpen) {
            throw new OtterException(
                    ErrorCode.DEAD_LETTERS_FULL,
                    "pipeline " + pipeline + ": " + atMostOpen + " rows that " + target.name()
                            + " refused are in retl.retl_dead_letter already; no more can be set aside. The next one is: "
                            + row.fault().getMessage());
        }
    }

    private void insertInto(Connection openUnit, RefusedRow row, String key) throws SQLException {
        TargetChange change = row.change();
        var source = change.plan().source();
        String oldKey = change.before() == null ? "" : RowText.keyData(source, change.before());
        letters(openUnit)
                .add(new DeadLetterTable.Letter(
                        change.plan().pairId(),
                        source.schema() + "." + source.table(),
                        change.plan().targetName(),
                        change.kind().name(),
                        RowText.key(change.plan(), image(change)),
                        key,
                        oldKey.equals(key) ? "" : oldKey,
                        RowText.json(change.plan(), change.before()),
                        RowText.json(change.plan(), change.after()),
                        row.fault().code().name(),
                        text(row),
                        row.transactionEnd().toString(),
                        row.commitTimestampMillis(),
                        clock.millis()));
    }

    private void createTable() throws SQLException {
        try (Connection own = connector.open(target, Purpose.PROBE)) {
            new ControlTables(pipeline).ensure(own, ControlTable.DEAD_LETTER);
        }
    }

    private boolean holdsLetters(Connection openUnit) throws SQLException {
        if (holdsLetters == null) {
            try {
                holdsLetters = letters(openUnit).hasOpen();
            } catch (SQLException e) {
                if (!DatabaseFault.isMissingTable(e)) {
                    throw e;
                }
                holdsLetters = false;
            }
        }
        return holdsLetters;
    }

    /** The after image if there is one, else the before image. */
    private static Row image(TargetChange change) {
        return change.after() != null ? change.after() : Objects.requireNonNull(change.before());
    }

    private DeadLetterTable letters(Connection openUnit) {
        return new DeadLetterTable(openUnit, pipelineId);
    }

    private static String text(RefusedRow row) {
        return String.valueOf(row.fault().getMessage());
    }
}
