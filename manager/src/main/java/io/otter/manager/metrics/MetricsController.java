package io.otter.manager.metrics;

import io.otter.common.metrics.Exposition;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /metrics} in Prometheus' text format, with the credentials of the API. */
@Hidden
@RestController
final class MetricsController {
    private final Exposition exposition;

    MetricsController(ManagerMetrics metrics) {
        exposition = new Exposition(metrics::write);
    }

    @GetMapping("/metrics")
    ResponseEntity<byte[]> metrics() {
        return ResponseEntity.ok()
                .header("Content-Type", Exposition.CONTENT_TYPE)
                .body(exposition.scrape());
    }
}
