package io.otter.manager.system;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/system-reduction}. */
@RestController
final class ZookeeperRebuildController {
    private final ZookeeperRebuild rebuild;

    ZookeeperRebuildController(ZookeeperRebuild rebuild) {
        this.rebuild = rebuild;
    }

    @PostMapping("/api/v1/system-reduction")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void run() {
        rebuild.run();
    }
}
