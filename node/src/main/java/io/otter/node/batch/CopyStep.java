package io.otter.node.batch;

import java.util.List;

/**
 * What a source transaction means for a resync: its changes are the next chunk of a table, in place of the mark in the log, or
 * it is a DDL after which a table is to be copied anew. The target keeps it in the transaction of the rows.
 *
 * @param schema of the source table
 * @param place the last key of the chunk, in the form of whoever reads chunks; empty without rows
 * @param rows copied with this and all chunks before
 * @param emptyFirst for the first step: whether the target's rows go before
 * @param pairIds whose target tables are meant
 */
public record CopyStep(
        long runId,
        String schema,
        String table,
        Kind kind,
        String place,
        long rows,
        boolean emptyFirst,
        List<Long> pairIds) {
    /** Where in the table it is. */
    public enum Kind {
        /** Before the first chunk; without rows. */
        FIRST,
        NEXT,
        LAST,
        /** Another table has taken the name, so that what was copied before counts no more; without rows. */
        ANEW
    }

    public CopyStep {
        pairIds = List.copyOf(pairIds);
    }

    /** What the target keeps of it. */
    public CopiedTable copied() {
        return new CopiedTable(runId, schema, table, kind == Kind.LAST, place, rows);
    }
}
