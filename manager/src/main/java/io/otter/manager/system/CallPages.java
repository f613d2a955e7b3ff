package io.otter.manager.system;

import io.otter.common.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.JsonNode;

/** {@code /calls}: the API, from its OpenAPI description. */
@Controller
final class CallPages {
    private static final String DOCUMENT = "/v3/api-docs";

    private final OpenApiWebMvcResource description;

    CallPages(OpenApiWebMvcResource description) {
        this.description = description;
    }

    /**
     * One call.
     *
     * @param parameters like {@code name (path)}
     * @param body like {@code Move {start}}; empty when there is none
     * @param answer likewise
     */
    record Call(String method, String path, List<String> parameters, String body, String answer) {}

    @GetMapping("/calls")
    String calls(HttpServletRequest request, Model model) throws Exception {
        JsonNode document = Json.MAPPER.readTree(description.openapiJson(request, DOCUMENT, Locale.ENGLISH));
        List<Call> calls = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                calls.add(call(document, path.getKey(), operation.getKey(), operation.getValue()));
            }
        }
        calls.sort(Comparator.comparing(Call::path).thenComparing(Call::method));
        model.addAttribute("calls", calls);
        return "system/calls";
    }

    private static Call call(JsonNode document, String path, String method, JsonNode operation) {
        return new Call(
                method.toUpperCase(Locale.ROOT),
                path,
                operation
                        .path("parameters")
                        .valueStream()
                        .map(parameter -> parameter.path("name").asString("") + " ("
                                + parameter.path("in").asString("")
                                + (parameter.path("required").asBoolean(false) ? "" : ", optional") + ")")
                        .toList(),
                content(document, operation.path("requestBody")),
                content(document, operation.path("responses").path("200")));
    }

    private static String content(JsonNode document, JsonNode message) {
        return message.path("content")
                .valueStream()
                .findFirst()
                .map(content -> shape(document, content.path("schema")))
                .orElse("");
    }

    private static String shape(JsonNode document, JsonNode schema) {
        if (schema.path("type").asString("").equals("array")) {
            return "list of " + shape(document, schema.path("items"));
        }
        String reference = schema.path("$ref").asString("");
        if (reference.isEmpty()) {
            return schema.path("type").asString("");
        }
        JsonNode properties = document.at(reference.substring(1)).path("properties");
        return reference.substring(reference.lastIndexOf('/') + 1) + " {"
                + String.join(", ", properties.propertyNames()) + "}";
    }
}
