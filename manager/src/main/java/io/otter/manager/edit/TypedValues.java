package io.otter.manager.edit;

import io.otter.common.json.Json;
import io.otter.manager.spec.SpecError;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Converts a thing to form fields and back. Stateless. */
final class TypedValues {
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
    private static final Pattern FILE = Pattern.compile("(?<file>[^:]+):(?<offset>\\d{1,18})");

    private TypedValues() {}

    /** The fields as strings by pointer. */
    static Map<String, String> texts(List<Forms.Group> groups, ObjectNode thing, boolean present) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Forms.Group group : groups) {
            for (Field field : group.fields()) {
                JsonNode value = thing.at(field.pointer());
                texts.put(
                        field.pointer(),
                        value.isMissingNode() || value.isNull()
                                ? (present ? "" : field.initial())
                                : field.lines() ? ColumnLines.text(value) : text(value));
            }
        }
        return texts;
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(one -> one.asString(""))
                    .collect(Collectors.joining(", "));
        }
        if (value.isObject()) {
            return value.has("file")
                    ? value.path("file").asString("") + ":"
                            + value.path("offset").asLong(0)
                    : value.has("gtid")
                            ? "gtid " + value.path("gtid").asString("")
                            : "timestamp " + value.path("timestamp").asLong(0);
        }
        return value.asString("");
    }

    /** Puts the entered values into the thing; whatever has no field is unchanged. */
    static void put(List<Forms.Group> groups, ObjectNode thing, Map<String, String> typed) {
        for (Forms.Group group : groups) {
            for (Field field : group.fields()) {
                String text = typed.getOrDefault(field.pointer(), "").strip();
                int slash = field.pointer().lastIndexOf('/');
                JsonPointer place = JsonPointer.compile(field.pointer().substring(0, slash));
                JsonNode owner = text.isEmpty() ? thing.at(place) : thing.withObject(place);
                if (owner instanceof ObjectNode object) {
                    put(object, field.pointer().substring(slash + 1), field, text);
                }
            }
        }
    }

    private static void put(ObjectNode owner, String name, Field field, String text) {
        if (field.type() == Field.Type.FLAG) {
            owner.put(name, text.equals("true"));
        } else if (field.type() == Field.Type.PASSWORD && text.isEmpty() && owner.has(name)) {
            owner.put(name, owner.path(name).asString("")); // *** means the stored one
        } else if (text.isEmpty()) {
            owner.remove(name);
        } else if (field.type() == Field.Type.NUMBER && text.matches("-?\\d{1,18}")) {
            owner.put(name, Long.parseLong(text));
        } else if (field.type() == Field.Type.LIST) {
            owner.set(
                    name,
                    Json.MAPPER.valueToTree(Stream.of(text.split("[,;\\s]+"))
                            .filter(part -> !part.isEmpty())
                            .toList()));
        } else if (field.lines()) {
            owner.set(name, field.type() == Field.Type.COLUMNS ? ColumnLines.columns(text) : ColumnLines.groups(text));
        } else if (field.type() == Field.Type.START) {
            owner.set(name, Json.MAPPER.valueToTree(start(text)));
        } else {
            owner.put(name, text);
        }
    }

    private static Object start(String text) {
        if (text.startsWith("gtid ")) {
            return Map.of("gtid", text.substring(5).strip());
        }
        if (text.matches("timestamp \\d{1,18}")) {
            return Map.of("timestamp", Long.parseLong(text.substring(10)));
        }
        Matcher file = FILE.matcher(text);
        return file.matches()
                ? Map.of("file", file.group("file"), "offset", Long.parseLong(file.group("offset")))
                : text;
    }

    /** The errors by pointer; those without a field are under the empty string. */
    static Map<String, Text> wrong(List<Forms.Group> groups, List<SpecError> errors) {
        Map<String, List<Text>> wrong = new LinkedHashMap<>();
        for (SpecError error : errors) {
            String path = error.path().replaceFirst("^\\w*\\[0]\\.?", "");
            String pointer = "/" + INDEX.matcher(path).replaceAll("/$1").replace('.', '/');
            String owner = groups.stream()
                    .flatMap(group -> group.fields().stream())
                    .map(Field::pointer)
                    .filter(known -> pointer.equals(known) || pointer.startsWith(known + "/"))
                    .findFirst()
                    .orElse("");
            wrong.computeIfAbsent(owner, none -> new ArrayList<>())
                    .add(owner.isEmpty() ? error.text().at(path) : error.text());
        }
        Map<String, Text> texts = new LinkedHashMap<>();
        wrong.forEach((pointer, all) -> texts.put(pointer, Text.all(all)));
        return texts;
    }
}
