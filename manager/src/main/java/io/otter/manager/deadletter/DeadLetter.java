package io.otter.manager.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A row that a target refused.
 *
 * @param id in the manager's database
 * @param sourceTable {@code schema.table}
 * @param targetTable likewise
 * @param kind INSERT, UPDATE or DELETE
 * @param key its columns and values
 * @param before the row before the change, by column; null for INSERT, and for those who may not see rows
 * @param after the row after the change; null for DELETE, and likewise
 * @param hidden whether the key, {@code before} and {@code after} are withheld
 * @param position after its transaction in the source's log
 * @param committed at the source
 * @param refused for the first time
 * @param attempts how often the target has refused it
 */
public record DeadLetter(
        long id,
        String pipeline,
        String sourceTable,
        String targetTable,
        String kind,
        String key,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        boolean hidden,
        String errorCode,
        String errorText,
        String position,
        Instant committed,
        Instant refused,
        int attempts,
        State state) {
    /** How far it has been dealt with. */
    public enum State {
        OPEN,
        /** Sent again, but not yet at the target. */
        RETRYING,
        /** Written to the target. */
        DONE,
        DISCARDED
    }
}
