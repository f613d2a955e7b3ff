package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.manager.api.Precondition;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/channels/{channel}/pipelines}: the pipelines of a channel one by one, as they are in the document. */
@RestController
@RequestMapping(path = "/api/v1/channels/{channel}/pipelines", produces = "application/json")
final class PipelineController {
    private final SpecService specs;
    private final Removal removal;

    PipelineController(SpecService specs, Removal removal) {
        this.specs = specs;
        this.removal = removal;
    }

    @GetMapping
    List<JsonNode> list(@PathVariable String channel) {
        return pipelines(find(channel)).valueStream().toList();
    }

    @GetMapping("/{pipeline}")
    ResponseEntity<JsonNode> show(@PathVariable String channel, @PathVariable String pipeline) {
        ObjectNode found = in(find(channel), pipeline).orElseThrow(() -> unknown(pipeline));
        return ResponseEntity.ok().eTag(tag(found)).body(found);
    }

    /** Creates the pipeline or replaces it as a whole. */
    @PutMapping("/{pipeline}")
    ResponseEntity<JsonNode> put(
            @PathVariable String channel,
            @PathVariable String pipeline,
            @RequestBody byte[] wanted,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String contentType,
            HttpServletRequest request) {
        ObjectNode body = ThingBody.read(wanted, contentType, pipeline);
        ObjectNode owner = find(channel);
        String version = SpecService.version(Optional.of(owner));
        boolean created = require(channel, owner, pipeline, request).isEmpty();
        ArrayNode all = pipelines(owner);
        index(all, pipeline).ifPresentOrElse(index -> all.set(index, body), () -> all.add(body));
        save(channel, version, owner);
        ObjectNode saved = in(find(channel), pipeline).orElseThrow(() -> unknown(pipeline));
        ResponseEntity.BodyBuilder answer =
                created ? ResponseEntity.created(URI.create(request.getRequestURI())) : ResponseEntity.ok();
        return answer.eTag(tag(saved)).body(saved);
    }

    /** Its channel has to be stopped. */
    @DeleteMapping("/{pipeline}")
    RemovalController.Deleted delete(
            @PathVariable String channel, @PathVariable String pipeline, HttpServletRequest request) {
        ObjectNode owner = find(channel);
        String version = SpecService.version(Optional.of(owner));
        if (require(channel, owner, pipeline, request).isEmpty()) {
            throw unknown(pipeline);
        }
        removal.requireStopped(channel);
        ArrayNode all = pipelines(owner);
        index(all, pipeline).ifPresent(all::remove);
        save(channel, version, owner);
        return new RemovalController.Deleted(pipeline);
    }

    /** What is there of this name, if the request may change it. */
    private Optional<ObjectNode> require(
            String channel, ObjectNode owner, String pipeline, HttpServletRequest request) {
        Optional<ObjectNode> present = in(owner, pipeline);
        if (!Precondition.of(request).holds(SpecService.version(present))) {
            throw specs.conflict(Kind.CHANNELS, channel, pipeline);
        }
        return present;
    }

    /** Errors are told by their place in the pipeline, not in the channel that holds it. */
    private void save(String channel, String version, ObjectNode owner) {
        try {
            List<String> ignored = specs.save(Kind.CHANNELS, version, owner);
        } catch (SpecInvalidException e) {
            List<SpecError> errors = e.errors().stream()
                    .map(error ->
                            error.withPath(error.path().replaceFirst("^channels\\[0]\\.pipelines\\[\\d+]\\.?", "")))
                    .toList();
            throw new SpecInvalidException(errors);
        }
    }

    private ObjectNode find(String channel) {
        return specs.find(Kind.CHANNELS, channel)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channel)));
    }

    private static ArrayNode pipelines(ObjectNode channel) {
        return channel.withArray("pipelines");
    }

    private static Optional<ObjectNode> in(ObjectNode channel, String name) {
        ArrayNode all = pipelines(channel);
        OptionalInt index = index(all, name);
        return index.isPresent() ? Optional.of((ObjectNode) all.get(index.getAsInt())) : Optional.empty();
    }

    private static OptionalInt index(ArrayNode pipelines, String name) {
        return IntStream.range(0, pipelines.size())
                .filter(i -> pipelines.get(i).path("name").asString("").equalsIgnoreCase(name))
                .findFirst();
    }

    private static String tag(ObjectNode pipeline) {
        return Precondition.tag(SpecService.version(Optional.of(pipeline)));
    }

    private static RefusedException unknown(String name) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.NAME_UNKNOWN.with(name));
    }
}
