package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.manager.api.Precondition;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The things of the document one by one, as they are in it: {@code /api/v1/sources/…} and the like. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class ThingController {
    private static final String ONE = "/{kind:groups|sources|canals|nodes|zookeepers|channels}/{name}";

    private final SpecService specs;

    ThingController(SpecService specs) {
        this.specs = specs;
    }

    /** Lists of channels and nodes show their state instead. */
    @GetMapping("/{kind:groups|sources|canals|zookeepers}")
    List<JsonNode> list(@PathVariable String kind) {
        return specs.list(kind(kind));
    }

    @GetMapping(ONE)
    ResponseEntity<JsonNode> show(@PathVariable String kind, @PathVariable String name) {
        ObjectNode thing = specs.find(kind(kind), name).orElseThrow(() -> unknown(name));
        return ResponseEntity.ok().eTag(tag(thing)).body(thing);
    }

    /** Creates the thing or replaces it as a whole; passwords that are left out or {@code ***} stay. */
    @PutMapping(ONE)
    ResponseEntity<JsonNode> put(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestBody byte[] thing,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String contentType,
            HttpServletRequest request) {
        ObjectNode wanted = ThingBody.read(thing, contentType, name);
        String version = SpecService.version(specs.find(kind(kind), name));
        if (!Precondition.of(request).holds(version)) {
            throw specs.conflict(kind(kind), name, name);
        }
        List<String> ignored = specs.save(kind(kind), version, wanted);
        ObjectNode saved = specs.find(kind(kind), name).orElseThrow(() -> unknown(name));
        ResponseEntity.BodyBuilder answer =
                version.isEmpty() ? ResponseEntity.created(URI.create(request.getRequestURI())) : ResponseEntity.ok();
        return answer.eTag(tag(saved)).body(saved);
    }

    private static String tag(ObjectNode thing) {
        return Precondition.tag(SpecService.version(Optional.of(thing)));
    }

    private static Kind kind(String key) {
        return Kind.of(key).orElseThrow();
    }

    private static RefusedException unknown(String name) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.NAME_UNKNOWN.with(name));
    }
}
