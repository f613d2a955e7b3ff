package io.otter.manager.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What in a description of the API breaks clients that were written for an older one: operations, parameters, answers and
 * fields that are gone or have another type, and what is required now and was not.
 */
final class ApiChanges {
    private final JsonNode old;
    private final JsonNode present;
    private final List<String> breaks = new ArrayList<>();

    private ApiChanges(JsonNode old, JsonNode present) {
        this.old = old;
        this.present = present;
    }

    static List<String> breaking(JsonNode old, JsonNode present) {
        ApiChanges changes = new ApiChanges(old, present);
        old.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                changes.operation(path.getKey(), operation.getKey(), operation.getValue())));
        for (Map.Entry<String, JsonNode> schema : old.at("/components/schemas").properties()) {
            changes.schema(
                    schema.getKey(),
                    schema.getValue(),
                    present.at("/components/schemas").path(schema.getKey()));
        }
        return changes.breaks;
    }

    private void operation(String path, String method, JsonNode was) {
        String where = method.toUpperCase(Locale.ROOT) + " " + path;
        JsonNode is = present.path("paths").path(path).path(method);
        if (is.isMissingNode()) {
            breaks.add(where + " is gone");
            return;
        }
        same(where + ": operationId", was.path("operationId"), is.path("operationId"));
        for (JsonNode parameter : was.path("parameters")) {
            JsonNode now = parameter(is, parameter);
            String named = where + ": parameter " + parameter.path("name").asString("");
            if (now.isMissingNode()) {
                breaks.add(named + " is gone");
            } else {
                schema(named, parameter.path("schema"), now.path("schema"));
            }
        }
        for (JsonNode parameter : is.path("parameters")) {
            if (parameter.path("required").asBoolean(false)
                    && !parameter(was, parameter).path("required").asBoolean(false)) {
                breaks.add(where + ": parameter " + parameter.path("name").asString("") + " is required now");
            }
        }
        if (is.at("/requestBody/required").asBoolean(false)
                && !was.at("/requestBody/required").asBoolean(false)) {
            breaks.add(where + ": a body is required now");
        }
        contents(where + ": body", was.at("/requestBody/content"), is.at("/requestBody/content"));
        was.path("responses").properties().forEach(answer -> {
            JsonNode now = is.path("responses").path(answer.getKey());
            if (now.isMissingNode()) {
                breaks.add(where + ": answer " + answer.getKey() + " is gone");
            } else {
                contents(
                        where + ": answer " + answer.getKey(), answer.getValue().path("content"), now.path("content"));
            }
        });
    }

    private static JsonNode parameter(JsonNode operation, JsonNode wanted) {
        return operation
                .path("parameters")
                .valueStream()
                .filter(one -> one.path("name").equals(wanted.path("name"))
                        && one.path("in").equals(wanted.path("in")))
                .findFirst()
                .orElse(operation.path("missing"));
    }

    private void contents(String where, JsonNode was, JsonNode is) {
        was.properties().forEach(content -> {
            JsonNode now = is.path(content.getKey());
            if (now.isMissingNode()) {
                breaks.add(where + " as " + content.getKey() + " is gone");
            } else {
                schema(where, content.getValue().path("schema"), now.path("schema"));
            }
        });
    }

    private void schema(String where, JsonNode was, JsonNode is) {
        same(where + ": reference", was.path("$ref"), is.path("$ref"));
        same(where + ": type", was.path("type"), is.path("type"));
        if (was.has("items")) {
            schema(where + "[]", was.path("items"), is.path("items"));
        }
        was.path("properties").properties().forEach(field -> {
            JsonNode now = is.path("properties").path(field.getKey());
            if (now.isMissingNode()) {
                breaks.add(where + "." + field.getKey() + " is gone");
            } else {
                schema(where + "." + field.getKey(), field.getValue(), now);
            }
        });
        for (JsonNode value : was.path("enum")) {
            if (is.path("enum").valueStream().noneMatch(value::equals)) {
                breaks.add(where + ": value " + value.asString("") + " is gone");
            }
        }
        for (JsonNode field : is.path("required")) {
            if (was.has("properties") && was.path("required").valueStream().noneMatch(field::equals)) {
                breaks.add(where + "." + field.asString("") + " is required now");
            }
        }
    }

    private void same(String where, JsonNode was, JsonNode is) {
        if (!was.equals(is)) {
            breaks.add(where + " was " + was + " and is " + is);
        }
    }
}
