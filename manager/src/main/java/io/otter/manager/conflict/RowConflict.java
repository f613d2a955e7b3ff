package io.otter.manager.conflict;

import io.otter.manager.refusedrow.StoppedRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that both sides of a two-way pair had changed. Long values are cut.
 *
 * @param id in the manager's database
 * @param sourceTable {@code schema.table}, as {@code targetTable} is
 * @param kind INSERT, UPDATE or DELETE; ANSWER for what the other side had after an earlier conflict
 * @param row its key, the change that arrived, and what the target had; null for those who may not see rows
 * @param policy by which it was decided
 * @param taken whether what arrived replaced what the target had
 * @param position after its transaction in the source's log
 * @param committed at the source
 * @param decided at the target
 */
public record RowConflict(
        long id,
        String pipeline,
        String sourceTable,
        String targetTable,
        String kind,
        StoppedRow.@Nullable Data row,
        String policy,
        boolean taken,
        String position,
        Instant committed,
        Instant decided) {}
