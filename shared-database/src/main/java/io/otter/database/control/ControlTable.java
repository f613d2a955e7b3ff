package io.otter.database.control;

import io.otter.database.TableName;

/** The tables of {@code sql/retl-schema.sql} that code reads or writes. */
public enum ControlTable {
    /** At a source: which rows are to be synced again. */
    BUFFER("retl_buffer"),
    /** At a source: makes its log grow, so that delay can be measured. */
    HEARTBEAT("retl_heartbeat"),
    /** At a target: where the changes of a transaction were made. */
    MARK("retl_mark"),
    CHECKPOINT("retl_checkpoint"),
    DDL("retl_ddl"),
    SCHEMAS("retl_schema"),
    SHADOW("retl_shadow"),
    DEAD_LETTER("retl_dead_letter"),
    REFUSED_ROW("retl_refused_row"),
    CONFLICT("retl_conflict"),
    /** At a target that is the source of the opposite direction, which reads it. */
    ANSWER("retl_answer"),
    TOMBSTONE("retl_tombstone"),
    /** At a source: marks of a resync in the log. */
    WATERMARK("retl_watermark"),
    RESYNC("retl_resync"),
    /** At a target: indexes that tables get once a copy of their rows is done. */
    INDEX("retl_index");

    public static final String SCHEMA = "retl";

    private final TableName table;

    ControlTable(String table) {
        this.table = new TableName(SCHEMA, table);
    }

    public TableName table() {
        return table;
    }

    /** {@code `retl`.`table`} */
    public String quoted() {
        return table.quoted();
    }

    /** {@code retl.table}, as messages name it. */
    @Override
    public String toString() {
        return table.toString();
    }
}
