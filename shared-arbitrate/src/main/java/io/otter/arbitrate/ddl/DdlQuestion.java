package io.otter.arbitrate.ddl;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A DDL statement at which a pipeline waits for a decision.
 *
 * @param targetId the data media source where it would run
 * @param position after the statement in the source's log
 * @param sql as run at the source
 * @param tables at the target that these statements change; empty from nodes that do not tell yet
 * @param statements what RUN would execute at the target, in order
 * @param reason why it needs a decision
 * @param sinceMillis milliseconds since the epoch
 * @param answer null while it is open
 */
public record DdlQuestion(
        long channelId,
        long pipelineId,
        long targetId,
        String position,
        String sql,
        List<String> tables,
        List<String> statements,
        String reason,
        long sinceMillis,
        @Nullable DdlAnswer answer) {
    public DdlQuestion {
        tables = List.copyOf(Objects.requireNonNullElse(tables, List.of()));
        statements = List.copyOf(statements);
    }

    public DdlQuestion answered(DdlAnswer by) {
        return new DdlQuestion(
                channelId, pipelineId, targetId, position, sql, tables, statements, reason, sinceMillis, by);
    }

    /** Likewise, since another time. */
    public DdlQuestion since(long millis) {
        return new DdlQuestion(
                channelId, pipelineId, targetId, position, sql, tables, statements, reason, millis, answer);
    }

    /** Whether both are about the same statement. */
    public boolean isSame(DdlQuestion other) {
        return position.equals(other.position) && sql.equals(other.sql);
    }
}
