package io.otter.manager.edit;

import io.otter.common.json.Json;
import io.otter.manager.position.PlaceForm;
import io.otter.manager.spec.SpecError;
import io.otter.manager.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Converts a thing to form fields and back. Stateless. */
final class TypedValues {
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

    private TypedValues() {}

    /** The fields as strings by pointer. */
    static Map<String, String> texts(List<Forms.Group> groups, ObjectNode thing, boolean present) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Forms.Group group : groups) {
            for (Field field : group.fields()) {
                JsonNode value = thing.at(field.pointer());
                if (field.type() == Field.Type.START) {
                    PlaceForm.fields(value).forEach((name, text) -> texts.put(field.pointer() + "/" + name, text));
                }
                texts.put(
                        field.pointer(),
                        value.isMissingNode() || value.isNull()
                                ? (present ? "" : field.initial())
                                : field.lines() ? ColumnLines.text(value) : text(value, field));
            }
        }
        return texts;
    }

    private static String text(JsonNode value, Field field) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(one -> one.asString(""))
                    .collect(Collectors.joining(field.type() == Field.Type.TICKS ? "\n" : ", "));
        }
        if (value.isObject()) {
            return value.has("file")
                    ? value.path("file").asString("") + ":"
                            + value.path("offset").asLong(0)
                    : value.has("gtid")
                            ? "gtid " + value.path("gtid").asString("")
                            : Instant.ofEpochMilli(value.path("timestamp").asLong(0))
                                    .toString();
        }
        return value.asString("");
    }

    /** What was entered, by pointer; of several ticks of one field, a line each. */
    static Map<String, String> of(MultiValueMap<String, String> entered) {
        Map<String, String> typed = new LinkedHashMap<>();
        entered.forEach((name, values) -> typed.put(name, String.join("\n", values)));
        return typed;
    }

    /**
     * Puts the entered values into the thing; whatever has no field is unchanged.
     *
     * @return errors by pointer, of fields whose values cannot be put
     */
    static Map<String, Text> put(List<Forms.Group> groups, ObjectNode thing, Map<String, String> typed) {
        Map<String, Text> wrong = new LinkedHashMap<>();
        for (Forms.Group group : groups) {
            for (Field field : group.fields()) {
                if (field.type() == Field.Type.START) {
                    putPlace(field.pointer(), thing, typed, wrong);
                    continue;
                }
                String text = typed.getOrDefault(field.pointer(), "").strip();
                int slash = field.pointer().lastIndexOf('/');
                JsonPointer place = JsonPointer.compile(field.pointer().substring(0, slash));
                JsonNode owner = text.isEmpty() ? thing.at(place) : thing.withObject(place);
                if (owner instanceof ObjectNode object) {
                    put(object, field.pointer().substring(slash + 1), field, text);
                }
            }
        }
        return wrong;
    }

    private static void putPlace(String pointer, ObjectNode thing, Map<String, String> typed, Map<String, Text> wrong) {
        String prefix = pointer + "/";
        Map<String, String> fields = new LinkedHashMap<>();
        typed.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                fields.put(name.substring(prefix.length()), text);
            }
        });
        if (fields.isEmpty()) {
            return;
        }
        try {
            thing.set(pointer.substring(1), PlaceForm.read(fields));
        } catch (PlaceForm.WrongPlaceException e) {
            wrong.put(prefix + e.field(), e.text());
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
        } else if (field.type() == Field.Type.LIST || field.type() == Field.Type.TICKS) {
            owner.set(
                    name,
                    Json.MAPPER.valueToTree(Stream.of(text.split(field.type() == Field.Type.TICKS ? "\\R" : "[,;\\s]+"))
                            .filter(part -> !part.isEmpty())
                            .toList()));
        } else if (field.lines()) {
            owner.set(name, field.type() == Field.Type.COLUMNS ? ColumnLines.columns(text) : ColumnLines.groups(text));
        } else {
            owner.put(name, text);
        }
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
