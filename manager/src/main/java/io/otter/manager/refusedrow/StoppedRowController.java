package io.otter.manager.refusedrow;

import io.otter.common.error.ErrorCode;
import io.otter.manager.refusedrow.StoppedRow.Choice;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/errors}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/errors", produces = "application/json")
final class StoppedRowController {
    private final StoppedRowService rows;

    StoppedRowController(StoppedRowService rows) {
        this.rows = rows;
    }

    /** What to do with the row. */
    record Decision(@Nullable Choice choice) {}

    @GetMapping
    List<StoppedRow> list(@PathVariable String name) {
        return rows.list(name);
    }

    @PostMapping("/{id}")
    List<StoppedRow> decide(@PathVariable String name, @PathVariable String id, @RequestBody Decision decision) {
        if (decision.choice() == null) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.STOPPED_ROW_CHOICE.with());
        }
        return rows.decide(name, id, decision.choice());
    }
}
