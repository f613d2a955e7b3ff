package io.otter.manager.ddl;

import io.otter.common.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table at which a pipeline stopped, because its columns at that place of the log are unknown.
 *
 * @param position in the source's log
 * @param reason why they are unknown
 * @param permitted whether its present definition is taken
 */
public record UnknownTableReport(
        String pipeline,
        String schema,
        String table,
        String position,
        String reason,
        Instant since,
        boolean permitted) {
    /** As people write it, and as the command line names it. */
    public String name() {
        return schema + "." + table;
    }

    /** The body of the call that has its present definition taken. */
    public String choice() {
        return Json.MAPPER.writeValueAsString(
                new TreeMap<>(Map.of("pipeline", pipeline, "schema", schema, "table", table)));
    }
}
