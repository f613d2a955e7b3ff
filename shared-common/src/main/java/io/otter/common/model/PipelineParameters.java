package io.otter.common.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The knobs of a pipeline that the engine reads.
 *
 * @param parallelism batches in flight between select and load
 * @param batchRows a batch is cut at this many rows
 * @param batchBytes or at this many bytes
 * @param loadPoolSize connections that load
 * @param ddlSync whether DDL of mapped tables is applied at the target
 * @param ddl policies of single kinds, which win over {@code ddlSync}
 * @param onError what becomes of refused rows
 * @param skipFreeDoor whether rows of retl_buffer are ignored
 * @param skipNoRow whether a change is dropped when its row, looked up in the source, is no longer there; else it is
 *     applied as the log has it
 * @param compatibleMissingColumn whether a column that the target lacks is left out while it is null and unchanged; else
 *     the pipeline stops at once
 * @param noKey what becomes of tables without a key
 * @param dryRun whether nothing is written at the target, DDL neither; rows are counted and the checkpoint moves
 * @param order in which transactions are committed
 */
public record PipelineParameters(
        int parallelism,
        int batchRows,
        int batchBytes,
        int loadPoolSize,
        boolean ddlSync,
        Map<DdlKind, DdlPolicy> ddl,
        ErrorPolicy onError,
        boolean skipFreeDoor,
        boolean skipNoRow,
        boolean compatibleMissingColumn,
        NoKey noKey,
        boolean dryRun,
        Order order) {
    public static final PipelineParameters DEFAULTS = new PipelineParameters(
            5,
            6_000,
            1024 * 1024,
            4,
            true,
            Map.of(),
            ErrorPolicy.STOP,
            false,
            false,
            false,
            NoKey.REFUSE,
            false,
            Order.SOURCE);

    /** What a document of an older manager lacks is null. */
    public PipelineParameters {
        ddl = Map.copyOf(orDefault(ddl, Map.of()));
        onError = orDefault(onError, ErrorPolicy.STOP);
        noKey = orDefault(noKey, NoKey.REFUSE);
        order = orDefault(order, Order.SOURCE);
    }

    public DdlPolicy policy(DdlKind kind) {
        return ddl.getOrDefault(kind, ddlSync ? DdlPolicy.APPLY : DdlPolicy.SKIP);
    }

    private static <T> T orDefault(@Nullable T value, T absent) {
        return Objects.requireNonNullElse(value, absent);
    }
}
