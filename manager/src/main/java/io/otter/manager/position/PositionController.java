package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.api.Precondition;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/canals/{name}/position}. */
@RestController
@RequestMapping(path = "/api/v1/canals/{name}/position", produces = "application/json")
final class PositionController {
    private final PositionService positions;

    PositionController(PositionService positions) {
        this.positions = positions;
    }

    /**
     * One of the two.
     *
     * @param start like a canal's {@code start} in documents
     * @param paste what a dump or a backup says of its place, as it is
     */
    record Move(@Nullable JsonNode start, @Nullable String paste) {}

    /** @param start like a canal's {@code start} in documents */
    record Understood(Object start) {}

    @GetMapping
    ResponseEntity<List<PositionService.Reader>> readers(@PathVariable String name) {
        String version = positions.version(name);
        return ResponseEntity.ok().eTag(Precondition.tag(version)).body(positions.readers(name));
    }

    @PostMapping
    ResponseEntity<List<PositionService.Reader>> set(
            @PathVariable String name, @RequestBody Move move, HttpServletRequest request) {
        try {
            String paste = move.paste();
            JsonNode start = paste == null ? move.start() : Json.MAPPER.valueToTree(positions.read(paste));
            if (start == null) {
                throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.VALUE_MISSING.with("start"));
            }
            positions.set(name, Precondition.of(request)::holds, start);
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.SPEC_INVALID, "start: " + e.getMessage() + ".", e);
        }
        return readers(name);
    }

    /** What is understood of it; nothing is changed. */
    @PostMapping("/read")
    Understood read(@PathVariable String name, @RequestBody Move move) {
        return new Understood(positions.read(Objects.requireNonNullElse(move.paste(), "")));
    }
}
