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
 */
public record PipelineParameters(
        int parallelism,
        int batchRows,
        int batchBytes,
        int loadPoolSize,
        boolean ddlSync,
        Map<DdlKind, DdlPolicy> ddl,
        ErrorPolicy onError,
        boolean skipFreeDoor) {
    public static final PipelineParameters DEFAULTS =
            new PipelineParameters(5, 6_000, 1024 * 1024, 4, true, Map.of(), ErrorPolicy.STOP, false);

    /** What a document of an older manager lacks is null. */
    public PipelineParameters {
        ddl = copy(ddl);
        onError = orStop(onError);
    }

    public DdlPolicy policy(DdlKind kind) {
        return ddl.getOrDefault(kind, ddlSync ? DdlPolicy.APPLY : DdlPolicy.SKIP);
    }

    private static ErrorPolicy orStop(@Nullable ErrorPolicy onError) {
        return Objects.requireNonNullElse(onError, ErrorPolicy.STOP);
    }

    private static Map<DdlKind, DdlPolicy> copy(@Nullable Map<DdlKind, DdlPolicy> ddl) {
        return Map.copyOf(Objects.requireNonNullElse(ddl, Map.of()));
    }
}
