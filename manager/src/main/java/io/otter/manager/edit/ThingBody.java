package io.otter.manager.edit;

import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecText;
import io.otter.manager.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One thing in a request, as in documents. Stateless. */
final class ThingBody {
    private ThingBody() {}

    /**
     * @param contentType JSON, else YAML
     * @param name in the path; the body may leave it out
     * @throws SpecInvalidException if it is not a thing, or one of another name
     */
    static ObjectNode read(byte[] body, @Nullable String contentType, String name) {
        boolean yaml = contentType == null || !contentType.contains("json");
        ObjectNode thing = (ObjectNode) SpecText.parse(new String(body, StandardCharsets.UTF_8), yaml);
        if (thing.has("name") && !thing.path("name").asString("").equalsIgnoreCase(name)) {
            throw new SpecInvalidException(List.of(new SpecError("name", Text.of("wrong.name.path", name))));
        }
        if (!thing.has("name")) {
            thing.put("name", name);
        }
        return thing;
    }
}
