package io.otter.manager.spec;

import io.otter.common.json.Json;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A document as YAML or JSON text. Stateless. */
final class SpecText {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SpecText() {}

    /** @throws SpecInvalidException if the text is no such document */
    static JsonNode parse(String text, boolean yaml) {
        try {
            JsonNode tree = (yaml ? YAML : JSON).readTree(text);
            if (tree != null && tree.isObject()) {
                return tree;
            }
            throw new SpecInvalidException(List.of(new SpecError("", "the document must be a map of keys")));
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new SpecInvalidException(List.of(new SpecError(
                    "", where + e.getOriginalMessage().lines().findFirst().orElse(""))));
        }
    }

    static String write(JsonNode document, boolean yaml) {
        return yaml ? YAML.writeValueAsString(document) : Json.MAPPER.writeValueAsString(document);
    }
}
