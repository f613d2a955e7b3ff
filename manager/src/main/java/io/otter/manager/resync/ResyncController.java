package io.otter.manager.resync;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/resync}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/resync", produces = "application/json")
final class ResyncController {
    private static final ResyncForm ALL = new ResyncForm(null, null, null, null, null, null, null);

    private final ResyncService resyncs;

    ResyncController(ResyncService resyncs) {
        this.resyncs = resyncs;
    }

    /** @param id of the run */
    record Begun(long id) {}

    /** @param rowsPerSecond 0 for no limit */
    record Limit(long rowsPerSecond) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun begin(@PathVariable String name, @RequestBody(required = false) @Nullable ResyncForm form) {
        return new Begun(resyncs.begin(name, form == null ? ALL : form));
    }

    /** @param statements that would make the missing target tables */
    record Statements(List<String> statements) {}

    /** What {@code create} would do; nothing is changed. */
    @PostMapping("/statements")
    Statements statements(@PathVariable String name, @RequestBody(required = false) @Nullable ResyncForm form) {
        return new Statements(resyncs.statements(name, form == null ? ALL : form));
    }

    @GetMapping
    ResyncReport list(@PathVariable String name) {
        return resyncs.list(name);
    }

    @PostMapping("/{id}/pause")
    ResyncReport.Run pause(@PathVariable String name, @PathVariable long id) {
        return resyncs.pause(name, id, true);
    }

    @PostMapping("/{id}/resume")
    ResyncReport.Run resume(@PathVariable String name, @PathVariable long id) {
        return resyncs.pause(name, id, false);
    }

    @PostMapping("/{id}/cancel")
    ResyncReport.Run cancel(@PathVariable String name, @PathVariable long id) {
        return resyncs.cancel(name, id);
    }

    @PatchMapping("/{id}")
    ResyncReport.Run limit(@PathVariable String name, @PathVariable long id, @RequestBody Limit limit) {
        return resyncs.limit(name, id, limit.rowsPerSecond());
    }
}
