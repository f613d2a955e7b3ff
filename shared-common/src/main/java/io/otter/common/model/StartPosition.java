package io.otter.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * Where a canal starts reading when the target has no checkpoint. In JSON and YAML: {@code latest}, {@code earliest},
 * {@code {file:, offset:}}, {@code {timestamp:}} or {@code {gtid:}}.
 */
public sealed interface StartPosition {
    /** The value in JSON and YAML: a string or a map. */
    @JsonValue
    Object json();

    /**
     * The inverse of {@link #json()}.
     *
     * @throws IllegalArgumentException naming the allowed forms
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static StartPosition of(Object json) {
        if (json.equals("latest")) {
            return new Latest();
        }
        if (json.equals("earliest")) {
            return new Earliest();
        }
        if (json instanceof Map<?, ?> map) {
            if (map.size() == 2
                    && map.get("file") instanceof String file
                    && map.get("offset") instanceof Number offset
                    && !file.isEmpty()
                    && offset.longValue() >= 4) {
                return new FileOffset(file, offset.longValue());
            }
            if (map.size() == 1 && map.get("timestamp") instanceof Number timestamp && timestamp.longValue() > 0) {
                return new Timestamp(timestamp.longValue());
            }
            if (map.size() == 1 && map.get("gtid") instanceof String gtid) {
                return new Gtid(gtid);
            }
        }
        throw new IllegalArgumentException(
                "expected latest, earliest, {file: name, offset: 4 or more}, {timestamp: milliseconds} or {gtid: set}");
    }

    /** The end of the log at the time of the first start. */
    record Latest() implements StartPosition {
        @Override
        public Object json() {
            return "latest";
        }
    }

    /** The oldest log file the server still has. */
    record Earliest() implements StartPosition {
        @Override
        public Object json() {
            return "earliest";
        }
    }

    /** A byte offset in a log file; it must be an event boundary. */
    record FileOffset(String file, long offset) implements StartPosition {
        @Override
        public Object json() {
            return Map.of("file", file, "offset", offset);
        }
    }

    /** The first transaction committed at or after this time; milliseconds since the epoch. */
    record Timestamp(long timestamp) implements StartPosition {
        @Override
        public Object json() {
            return Map.of("timestamp", timestamp);
        }
    }

    /** Everything not in this GTID set, in the server's own notation. */
    record Gtid(String gtid) implements StartPosition {
        @Override
        public Object json() {
            return Map.of("gtid", gtid);
        }
    }
}
