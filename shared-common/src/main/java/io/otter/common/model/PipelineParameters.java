package io.otter.common.model;

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
 * @param skipFreeDoor whether rows of retl_buffer are ignored
 * @param noKey what becomes of tables without a key
 * @param dryRun whether nothing is written at the target, DDL neither; rows are counted and the checkpoint moves
 */
public record PipelineParameters(
        int parallelism,
        int batchRows,
        int batchBytes,
        int loadPoolSize,
        boolean ddlSync,
        boolean skipFreeDoor,
        NoKey noKey,
        boolean dryRun) {
    public static final PipelineParameters DEFAULTS =
            new PipelineParameters(5, 6_000, 1024 * 1024, 4, true, false, NoKey.REFUSE, false);

    /** What a document of an older manager lacks is null. */
    public PipelineParameters {
        noKey = orRefuse(noKey);
    }

    private static NoKey orRefuse(@Nullable NoKey noKey) {
        return Objects.requireNonNullElse(noKey, NoKey.REFUSE);
    }
}
