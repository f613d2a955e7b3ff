package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.manager.text.ParserMessage;
import io.otter.manager.text.Text;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes documents as YAML or JSON. Stateless. */
public final class SpecText {
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

    /** @throws SpecInvalidException if the text is not a document */
    public static JsonNode parse(String text, boolean yaml) {
        try {
            JsonNode tree = (yaml ? YAML : JSON).readTree(text);
            if (tree != null && tree.isObject()) {
                return tree;
            }
            throw new SpecInvalidException(List.of(new SpecError("", Text.of("wrong.document"))));
        } catch (JacksonException e) {
            var at = e.getLocation();
            String what = ParserMessage.of(e.getOriginalMessage());
            throw new SpecInvalidException(List.of(new SpecError(
                    "",
                    at == null ? Text.plain(what) : Text.of("wrong.syntax", at.getLineNr(), at.getColumnNr(), what))));
        }
    }

    static String write(JsonNode document, boolean yaml) {
        return yaml ? YAML.writeValueAsString(document) : Json.MAPPER.writeValueAsString(document);
    }
}
