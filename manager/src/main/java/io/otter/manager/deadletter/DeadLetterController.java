package io.otter.manager.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.manager.deadletter.DeadLetter.State;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/dead-letters}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/dead-letters", produces = "application/json")
final class DeadLetterController {
    private final DeadLetters letters;
    private final DeadLetterService service;

    DeadLetterController(DeadLetters letters, DeadLetterService service) {
        this.letters = letters;
        this.service = service;
    }

    /** @param sent number of rows sent again */
    record Retried(int sent) {}

    @GetMapping
    List<DeadLetter> list(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable State state,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int most) {
        if (most < 1 || most > DeadLetters.PAGE) {
            throw new RefusedException(
                    ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with("most", 1, DeadLetters.PAGE));
        }
        return letters.list(name, state, after, most);
    }

    /** @param discarded number of rows discarded */
    record Discarded(int discarded) {}

    @PostMapping("/retry")
    Retried retryAll(@PathVariable String name, @RequestParam(required = false) @Nullable String pipeline) {
        return new Retried(service.retryAll(name, pipeline));
    }

    @PostMapping("/discard")
    Discarded discardAll(@PathVariable String name, @RequestParam(required = false) @Nullable String pipeline) {
        return new Discarded(service.discardAll(name, pipeline, Long.MAX_VALUE));
    }

    @PostMapping("/{id}/retry")
    DeadLetter retry(@PathVariable String name, @PathVariable long id) {
        return service.retry(name, id);
    }

    @PostMapping("/{id}/discard")
    DeadLetter discard(@PathVariable String name, @PathVariable long id) {
        return service.discard(name, id);
    }
}
