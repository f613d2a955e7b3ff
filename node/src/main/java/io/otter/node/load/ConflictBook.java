package io.otter.node.load;

import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.transform.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps conflicts at a target, in the transaction that decides about them, and has the other side told of the rows afterwards.
 * Thread-safe, but for each connection.
 */
public interface ConflictBook {
    /** Keeps nothing, so that sides that decide end different. */
    ConflictBook NONE = new ConflictBook() {};

    /** Whether there was a conflict about any row of the table of late. */
    default boolean holds(Connection openUnit, TablePlan plan) throws SQLException {
        return false;
    }

    /** Whether there was a conflict about the row of late, so that it may yet end different without another one. */
    default boolean isDisputed(TablePlan plan, Row key) {
        return false;
    }

    /** Keeps a conflict that was decided; a unit that is rolled back takes it with it. */
    default void add(Connection openUnit, Conflict conflict) throws SQLException {}

    /**
     * Has the other side told what is here of rows; a unit that is rolled back takes this with it.
     *
     * @param about the table with whose change it began
     */
    default void tell(Connection openUnit, TablePlan about, List<ToldRow> rows) throws SQLException {}

    /** Likewise of one row. */
    default void tell(Connection openUnit, TablePlan plan, Row key) throws SQLException {
        tell(openUnit, plan, List.of(row(plan, key)));
    }

    /** Whether rows of a target's table end equal on both sides after a conflict, for which they are told of. */
    default boolean settles(TableName table) {
        return false;
    }

    /** Keeps for a time how new deleted rows were. */
    default void buried(Connection openUnit, TablePlan plan, Map<Row, String> versions) throws SQLException {}

    /** Knows nothing any more of a row's deletion. */
    default void forget(Connection openUnit, ToldRow row) throws SQLException {}

    /** Rows that could not be written yet, of all that write to the target. */
    default WaitingRows waiting() {
        return new WaitingRows();
    }

    /** How new a row was that was deleted, if that is known. */
    default Optional<String> buried(Connection openUnit, TablePlan plan, Row key) throws SQLException {
        return Optional.empty();
    }

    /** Call after units were committed, outside of transactions. */
    default void committed() throws SQLException {}

    /** Whether there may be something to do in {@link #committed}. */
    default boolean isWaiting() {
        return false;
    }

    static ToldRow row(TablePlan plan, Row key) {
        return new ToldRow(plan.target().name(), key(plan, key));
    }

    /** The values of a row's key in the order of the target's key columns. */
    static List<Object> key(TablePlan plan, Row row) {
        return plan.key().stream()
                .map(column -> Optional.ofNullable(row.get(column.source())).orElse(""))
                .toList();
    }
}
