package io.otter.manager.verify;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/repair}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/repair", produces = "application/json")
final class RepairController {
    private final RepairService repairs;

    RepairController(RepairService repairs) {
        this.repairs = repairs;
    }

    /** Answers 202 when rows are on their way, and 200 in a dry run. */
    @PostMapping
    ResponseEntity<RepairReport> repair(@PathVariable String name, @RequestBody RepairForm form) {
        RepairReport report = repairs.repair(name, form);
        return ResponseEntity.status(report.id() == null ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(report);
    }
}
