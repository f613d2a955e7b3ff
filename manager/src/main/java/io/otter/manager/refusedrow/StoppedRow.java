package io.otter.manager.refusedrow;

import io.otter.common.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The row at which a pipeline has stopped, or is stopping again and again. Long values are cut.
 *
 * @param id of this stop; a row that is refused again has another one
 * @param target name of the source that refused it
 * @param sourceTable {@code schema.table}, as {@code targetTable} is
 * @param kind INSERT, UPDATE or DELETE
 * @param row its data; null for those who may not see rows
 * @param errorText likewise
 * @param advice what to do, empty for a code of a newer node
 * @param position of its transaction in the source's log
 * @param committed at the source
 * @param stopped when it was refused
 * @param epoch of the term that stopped
 * @param mayPutAside whether the pipeline may go on without it: other faults concern more than this row
 * @param permittedBy who had the pipeline go on without it; null when nobody has yet
 */
public record StoppedRow(
        String id,
        String pipeline,
        String target,
        String sourceTable,
        String targetTable,
        String kind,
        @Nullable Data row,
        String errorCode,
        @Nullable String errorText,
        String advice,
        String position,
        Instant committed,
        Instant stopped,
        long epoch,
        boolean mayPutAside,
        @Nullable String permittedBy) {
    /**
     * Its data, by column name. Bytes are {@code {"hex": …}}; columns that the log or a pair leaves out are missing.
     *
     * @param key columns and values
     * @param before the row before the change, null for INSERT
     * @param after the row after the change, null for DELETE
     * @param present the row that the target had with this key when it refused the change, null when it had none
     * @param others rows that the target had with a value of another unique key
     * @param columns names at the target by name at the source
     */
    public record Data(
            String key,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            @Nullable JsonNode present,
            List<JsonNode> others,
            Map<String, String> columns) {
        public Data {
            others = List.copyOf(others);
        }

        /** @param images as a node has written them */
        public static Data read(String key, String images) {
            JsonNode all = Json.MAPPER.readTree(images);
            List<JsonNode> others = new ArrayList<>();
            all.path("others").forEach(others::add);
            Map<String, String> columns = new LinkedHashMap<>();
            all.path("columns")
                    .properties()
                    .forEach(column ->
                            columns.put(column.getKey(), column.getValue().asString()));
            return new Data(
                    key,
                    image(all.path("before")),
                    image(all.path("after")),
                    image(all.path("present")),
                    others,
                    columns);
        }

        private static @Nullable JsonNode image(JsonNode image) {
            return image.isObject() ? image : null;
        }
    }

    /** What an operator decides. */
    public enum Choice {
        /** The pipeline tries the row again. */
        RETRY,
        /** The row becomes a dead letter, and the pipeline goes on. */
        PUT_ASIDE,
        /** The channel is stopped; the row stays where it is. */
        STOP
    }
}
