package io.otter.manager.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /health}, for load balancers and scripts; reveals nothing confidential. */
@RestController
final class HealthController {
    /** Scripts tell by it whether it is the process that they started. */
    private static final long PROCESS = ProcessHandle.current().pid();

    private final Health health;

    HealthController(Health health) {
        this.health = health;
    }

    /**
     * @param up whether pages and API are available
     * @param database whether the manager's own database answers
     * @param zookeeper whether channels can be started and their state is known
     */
    record Healthy(boolean up, boolean database, boolean zookeeper) {}

    /** 200, or 503 when the manager's database does not answer. */
    @GetMapping("/health")
    ResponseEntity<Healthy> health() {
        boolean database = health.database();
        return ResponseEntity.status(database ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .header("Otter-Process", Long.toString(PROCESS))
                .body(new Healthy(database, database, health.zookeeper()));
    }
}
