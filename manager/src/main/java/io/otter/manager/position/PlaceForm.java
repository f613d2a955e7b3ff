package io.otter.manager.position;

import io.otter.common.json.Json;
import io.otter.common.model.StartPosition;
import io.otter.manager.text.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The fields in which a place in a log is entered: a kind, and what belongs to it. Template {@code fragments/place}. Stateless. */
public final class PlaceForm {
    /** The ways to enter a place, in page order. */
    public static final List<String> KINDS = List.of("latest", "earliest", "paste", "file", "gtid", "time");

    private static final int LONGEST = 10_000;

    private PlaceForm() {}

    /** The fields that show a place, by name; times are in UTC. */
    public static Map<String, String> fields(JsonNode start) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (start.has("file")) {
            fields.put("kind", "file");
            fields.put("file", start.path("file").asString(""));
            fields.put("offset", start.path("offset").asString(""));
        } else if (start.has("gtid")) {
            fields.put("kind", "gtid");
            fields.put("gtid", start.path("gtid").asString(""));
        } else if (start.has("timestamp")) {
            fields.put("kind", "time");
            fields.put(
                    "time",
                    Instant.ofEpochMilli(start.path("timestamp").asLong(0))
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDateTime()
                            .toString());
        } else {
            fields.put("kind", start.asString("latest"));
        }
        return fields;
    }

    /**
     * The place that was entered, as in documents.
     *
     * @param typed fields by name; those of other kinds do not matter. A time is in the zone of field {@code zone}, else in UTC
     * @throws WrongPlaceException naming the field
     */
    public static JsonNode read(Map<String, String> typed) {
        String kind = typed.getOrDefault("kind", "");
        Object start = switch (kind) {
            case "latest", "earliest" -> kind;
            case "paste" ->
                DumpPlace.read(typed.getOrDefault("paste", ""))
                        .map(StartPosition::json)
                        .orElseThrow(() -> wrong("paste"));
            case "file" -> Map.of("file", text(typed, "file"), "offset", offset(typed));
            case "gtid" -> Map.of("gtid", text(typed, "gtid"));
            case "time" -> Map.of("timestamp", time(typed));
            default -> throw wrong("kind");
        };
        return Json.MAPPER.valueToTree(start);
    }

    private static String text(Map<String, String> typed, String field) {
        String text = typed.getOrDefault(field, "").strip();
        if (text.isEmpty() || text.length() > LONGEST || field.equals("file") && text.matches(".*[\\s:].*")) {
            throw wrong(field);
        }
        return text;
    }

    private static long offset(Map<String, String> typed) {
        String text = typed.getOrDefault("offset", "").strip();
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) < 4) {
            throw wrong("offset");
        }
        return Long.parseLong(text);
    }

    /** In the format of {@code datetime-local}. */
    private static long time(Map<String, String> typed) {
        try {
            long millis = LocalDateTime.parse(
                            typed.getOrDefault("time", "").strip().replace(' ', 'T'))
                    .atZone(ZoneId.of(typed.getOrDefault("zone", "UTC")))
                    .toInstant()
                    .toEpochMilli();
            if (millis > 0) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong("time");
        }
        throw wrong("time");
    }

    private static WrongPlaceException wrong(String field) {
        return new WrongPlaceException(field, Text.of("position.wrong." + field));
    }

    /** A field that cannot be used. */
    public static final class WrongPlaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String field;
        private final transient Text text;

        WrongPlaceException(String field, Text text) {
            super(text.key());
            this.field = field;
            this.text = text;
        }

        public String field() {
            return field;
        }

        /** What is allowed. */
        public Text text() {
            return text;
        }
    }
}
