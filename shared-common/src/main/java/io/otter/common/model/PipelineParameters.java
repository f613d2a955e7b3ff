package io.otter.common.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a pipeline that nodes use.
 *
 * @param parallelism batches in flight between select and load
 * @param batchRows number of rows at which a batch is cut
 * @param batchBytes size at which a batch is cut
 * @param loadPoolSize number of connections that load
 * @param ddlSync whether DDL on mapped tables is applied at the target
 * @param ddl policies by kind, which override {@code ddlSync}
 * @param onError what to do with refused rows
 * @param skipFreeDoor whether to ignore rows of retl_buffer
 * @param skipNoRow whether to drop a change whose row, when looked up, no longer exists in the source; otherwise it is
 *     applied as logged
 * @param compatibleMissingColumn whether a column missing at the target is ignored as long as its values are null;
 *     otherwise the pipeline stops at once
 * @param noKey what to do with tables without a key
 * @param dryRun whether to write nothing at the target, including DDL; rows are counted and the checkpoint moves
 * @param order in which transactions are committed
 * @param heartbeatSeconds how often the mainstem writes a row of retl_heartbeat at the source; 0 for never
 * @param loadBalance which of the living load nodes a run loads at
 * @param purgeFreeDoor whether rows of retl_buffer are deleted once what they ask for is at the target
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
        Order order,
        Integer heartbeatSeconds,
        LoadBalance loadBalance,
        Boolean purgeFreeDoor) {
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
            Order.SOURCE,
            0,
            LoadBalance.STICK,
            false);

    /** Fields missing from a document of an older manager are null. */
    public PipelineParameters {
        ddl = Map.copyOf(orDefault(ddl, Map.of()));
        onError = orDefault(onError, ErrorPolicy.STOP);
        noKey = orDefault(noKey, NoKey.REFUSE);
        order = orDefault(order, Order.SOURCE);
        heartbeatSeconds = orDefault(heartbeatSeconds, 0);
        loadBalance = orDefault(loadBalance, LoadBalance.STICK);
        purgeFreeDoor = orDefault(purgeFreeDoor, false);
    }

    public DdlPolicy policy(DdlKind kind) {
        return ddl.getOrDefault(kind, ddlSync ? DdlPolicy.APPLY : DdlPolicy.SKIP);
    }

    private static <T> T orDefault(@Nullable T value, T absent) {
        return Objects.requireNonNullElse(value, absent);
    }
}
