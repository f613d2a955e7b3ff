package io.otter.manager.parameter;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/rekey}: encrypts all that is stored with the present key. */
@RestController
@RequestMapping(path = "/api/v1/rekey", produces = "application/json")
final class RekeyController {
    private final RekeyService service;

    RekeyController(RekeyService service) {
        this.service = service;
    }

    @PostMapping
    RekeyService.Rekeyed rekey() {
        return service.rekey();
    }
}
