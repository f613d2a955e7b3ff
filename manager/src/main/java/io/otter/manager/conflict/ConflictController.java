package io.otter.manager.conflict;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/conflicts}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/conflicts", produces = "application/json")
final class ConflictController {
    private final ConflictService conflicts;

    ConflictController(ConflictService conflicts) {
        this.conflicts = conflicts;
    }

    /** @param before only those with a lower id; 0 for all */
    @GetMapping
    List<RowConflict> list(
            @PathVariable String name,
            @RequestParam(defaultValue = "0") long before,
            @RequestParam(defaultValue = "100") int most) {
        if (most < 1 || most > ConflictService.PAGE) {
            throw new RefusedException(
                    ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with("most", 1, ConflictService.PAGE));
        }
        return conflicts.list(name, before, most);
    }
}
