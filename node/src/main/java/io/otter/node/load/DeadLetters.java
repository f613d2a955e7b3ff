package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Decides what becomes of rows that the target refuses. Called on loading threads, on one at a time. */
public interface DeadLetters {
    /** Nothing after a refused row is applied. */
    DeadLetters STOP = (openUnit, row) -> false;

    /** Faults of one row; a table or column that is missing, for example, is missing for every row. */
    Set<ErrorCode> OF_ONE_ROW = Set.of(
            ErrorCode.LOAD_DATA, ErrorCode.LOAD_ROW_NOT_FOUND, ErrorCode.FILTER_FAILED, ErrorCode.PROCESSOR_FAILED);

    /**
     * Takes a row, or not. Called once per row and attempt; an attempt may be rolled back and come again.
     *
     * @param openUnit in the target transaction of the unit; what is written there is committed with it, and must not be
     *     committed or rolled back here
     * @return whether loading goes on without the row; if not, the pipeline stops with the row's fault
     * @throws io.otter.common.error.OtterException what the pipeline stops with at this row instead
     * @throws SQLException as the target said it; transient ones are tried again with the whole unit
     */
    boolean take(Connection openUnit, RefusedRow row) throws SQLException;

    /**
     * Hears of looked-up rows that were applied, before their unit is committed. Not called without such rows.
     *
     * @param openUnit as in {@link #take}
     * @param rows each with {@link TargetChange#resync()}
     * @throws SQLException likewise
     */
    default void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {}
}
