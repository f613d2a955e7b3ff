package io.otter.manager.spec;

import io.otter.manager.api.Precondition;
import io.otter.manager.change.EditConflictException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET|PUT /api/v1/spec}: the whole configuration as YAML or JSON. */
@RestController
@RequestMapping("/api/v1/spec")
final class SpecController {
    private static final MediaType YAML = MediaType.APPLICATION_YAML;

    private final SpecService specs;

    SpecController(SpecService specs) {
        this.specs = specs;
    }

    /**
     * What was or would be changed.
     *
     * @param changes one line per change, in order; empty when there was nothing to change
     * @param differences of a dry run, by change: lines {@code - key: value} and {@code + key: value}
     */
    record Answer(boolean dryRun, List<String> changes, Map<String, List<String>> differences) {}

    @GetMapping
    ResponseEntity<byte[]> export(@RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        boolean yaml = accept != null && accept.contains("yaml");
        String document = specs.export(yaml);
        return ResponseEntity.ok()
                .eTag(Precondition.tag(SpecService.version(document)))
                .varyBy(HttpHeaders.ACCEPT)
                .contentType(yaml ? YAML : MediaType.APPLICATION_JSON)
                .body(document.getBytes(StandardCharsets.UTF_8));
    }

    @PutMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Answer apply(
            @RequestBody byte[] document,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String contentType,
            @RequestParam(defaultValue = "false") boolean dryRun,
            HttpServletRequest request) {
        Precondition precondition = Precondition.of(request);
        if (!precondition.holds(SpecService.version(specs.export(false)))
                && !precondition.holds(SpecService.version(specs.export(true)))) {
            throw new EditConflictException("the configuration");
        }
        boolean yaml = contentType == null || !contentType.contains("json");
        String text = new String(document, StandardCharsets.UTF_8);
        return new Answer(dryRun, specs.apply(text, yaml, dryRun), dryRun ? specs.differences(text, yaml) : Map.of());
    }
}
