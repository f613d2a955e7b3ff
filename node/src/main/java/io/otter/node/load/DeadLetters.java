package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.position.BinlogPosition;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Decides about rows that the target refuses. Called on loading threads, one at a time. */
public interface DeadLetters {
    /** The pipeline stops at a refused row. */
    DeadLetters STOP = (openUnit, row) -> false;

    /** Faults that concern a single row; a missing table or column, for example, concerns every row. */
    Set<ErrorCode> OF_ONE_ROW = Set.of(
            ErrorCode.LOAD_DATA,
            ErrorCode.LOAD_ROW_NOT_FOUND,
            ErrorCode.LOAD_CONFLICT,
            ErrorCode.FILTER_FAILED,
            ErrorCode.PROCESSOR_FAILED);

    /**
     * Takes a refused row, or declines it. Called once per row and attempt; an attempt may be rolled back and repeated.
     *
     * @param openUnit in the unit's target transaction; what is written here commits with it, and must not be committed
     *     or rolled back here
     * @return whether loading continues without the row; if not, the pipeline stops with the row's fault
     * @throws io.otter.common.error.OtterException to stop the pipeline at this row with a different fault
     * @throws SQLException as thrown by the target; transient ones are retried with the whole unit
     */
    boolean take(Connection openUnit, RefusedRow row) throws SQLException;

    /** Where conflicts are kept that were decided. */
    default ConflictBook conflicts() {
        return ConflictBook.NONE;
    }

    /**
     * Called with looked-up rows that were applied, before their unit commits. Not called if there are none.
     *
     * @param openUnit as in {@link #take}
     * @param rows each with {@link TargetChange#resync()}
     * @throws SQLException as in {@link #take}
     */
    default void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {}

    /**
     * Loading stops at a row. Everything before its transaction is committed.
     *
     * @param open commits what is written here
     * @param epoch of the term that stops
     * @throws SQLException as thrown by the target; loading stops anyhow
     */
    default void stopped(Connection open, long epoch, RefusedRow row, PresentRows present) throws SQLException {}

    /**
     * A unit with rows is about to be committed.
     *
     * @param openUnit as in {@link #take}
     * @param end position after it
     * @throws SQLException as in {@link #take}
     */
    default void committing(Connection openUnit, BinlogPosition end) throws SQLException {}
}
