package io.otter.manager.run;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is kept.
 *
 * @param kind name of its {@link RunKind}
 * @param request JSON, in the form of its kind
 * @param rowsPerSecond limit; 0 for none
 * @param progress JSON of the tables as they were last, likewise
 */
public record Run(
        long id,
        long channelId,
        String kind,
        String byUser,
        String request,
        State state,
        boolean paused,
        long rowsPerSecond,
        String error,
        String progress,
        long startedMillis,
        @Nullable Long endedMillis) {
    /** Who begins the runs that compare rows as they change. */
    public static final String BY_SAMPLING = "sample";

    /** What was asked for. @param form that of the kind */
    public <T> T request(Class<T> form) {
        return read(request, form);
    }

    /** The tables as they were last. @param form likewise */
    public <T> List<T> tables(Class<T[]> form) {
        return List.of(read(progress, form));
    }

    private static <T> T read(String json, Class<T> form) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), form);
    }

    public boolean isOver() {
        return endedMillis != null;
    }

    public Instant started() {
        return Instant.ofEpochMilli(startedMillis);
    }

    /** Null before its end. */
    public @Nullable Instant ended() {
        return endedMillis == null ? null : Instant.ofEpochMilli(endedMillis);
    }
}
