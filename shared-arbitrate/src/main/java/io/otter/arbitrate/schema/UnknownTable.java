package io.otter.arbitrate.schema;

import org.jspecify.annotations.Nullable;

/**
 * A table at which a pipeline stopped, because its columns at that place of the log are unknown.
 *
 * @param position in the source's log
 * @param reason why they are unknown
 * @param sinceMillis milliseconds since the epoch
 * @param permission null unless the pipeline may read the table by its present definition
 */
public record UnknownTable(
        long channelId,
        long pipelineId,
        String schema,
        String table,
        String position,
        String reason,
        long sinceMillis,
        @Nullable Permission permission) {
    /**
     * An operator's permission.
     *
     * @param by the user
     * @param timeMillis milliseconds since the epoch
     */
    public record Permission(String by, long timeMillis) {}

    UnknownTable permitted(Permission given) {
        return new UnknownTable(channelId, pipelineId, schema, table, position, reason, sinceMillis, given);
    }
}
