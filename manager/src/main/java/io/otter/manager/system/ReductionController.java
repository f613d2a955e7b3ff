package io.otter.manager.system;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/system-reduction}. */
@RestController
final class ReductionController {
    private final ZookeeperRebuild reduction;

    ReductionController(ZookeeperRebuild reduction) {
        this.reduction = reduction;
    }

    @PostMapping("/api/v1/system-reduction")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void run() {
        reduction.run();
    }
}
