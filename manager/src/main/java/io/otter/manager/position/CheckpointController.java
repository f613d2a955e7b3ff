package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/checkpoint}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/checkpoint", produces = "application/json")
final class CheckpointController {
    private final PositionService positions;
    private final ForeignCheckpoints foreign;

    CheckpointController(PositionService positions, ForeignCheckpoints foreign) {
        this.positions = positions;
        this.foreign = foreign;
    }

    /** @param choice TAKE_OVER or BEGIN_ANEW */
    record Claim(@Nullable String choice) {}

    @GetMapping
    List<PositionService.Reader> show(@PathVariable String name) {
        return positions.ofChannel(name);
    }

    @PostMapping
    List<PositionService.Reader> claim(@PathVariable String name, @RequestBody Claim claim) {
        ForeignCheckpoints.Choice choice;
        try {
            choice = ForeignCheckpoints.Choice.valueOf(
                    String.valueOf(claim.choice()).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.SPEC_INVALID, "choice: must be TAKE_OVER or BEGIN_ANEW.", e);
        }
        foreign.claim(name, choice);
        return positions.ofChannel(name);
    }
}
