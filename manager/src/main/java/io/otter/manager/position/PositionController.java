package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.List;
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

    /** @param start like a canal's {@code start} in documents */
    record Move(JsonNode start) {}

    @GetMapping
    List<PositionService.Reader> readers(@PathVariable String name) {
        return positions.readers(name);
    }

    @PostMapping
    List<PositionService.Reader> set(@PathVariable String name, @RequestBody Move move) {
        try {
            positions.set(name, move.start());
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.SPEC_INVALID, "start: " + e.getMessage() + ".", e);
        }
        return positions.readers(name);
    }
}
