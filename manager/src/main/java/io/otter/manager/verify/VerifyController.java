package io.otter.manager.verify;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/verify}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/verify", produces = "application/json")
final class VerifyController {
    private static final VerifyForm ALL = new VerifyForm(null, null);

    private final VerifyService verifies;

    VerifyController(VerifyService verifies) {
        this.verifies = verifies;
    }

    /** @param id of the run */
    record Begun(long id) {}

    /** As in the path of the rows. */
    enum Kind {
        MISSING,
        EXTRA,
        DIFFERENT
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun begin(@PathVariable String name, @RequestBody(required = false) @Nullable VerifyForm form) {
        return new Begun(verifies.begin(name, form == null ? ALL : form));
    }

    @GetMapping
    VerifyReport list(@PathVariable String name) {
        return verifies.list(name);
    }

    @PostMapping("/{id}/cancel")
    VerifyReport.Run cancel(@PathVariable String name, @PathVariable long id) {
        return verifies.cancel(name, id);
    }

    @GetMapping("/{id}/rows")
    VerifyReport.Page rows(
            @PathVariable String name,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String pair,
            @RequestParam(required = false) @Nullable Kind kind,
            @RequestParam(defaultValue = "0") int page) {
        return verifies.rows(name, id, pair, kind == null ? null : kind.name(), page);
    }
}
