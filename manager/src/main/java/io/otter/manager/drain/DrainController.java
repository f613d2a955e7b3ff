package io.otter.manager.drain;

import io.otter.manager.api.Precondition;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/nodes/{name}/drain} and {@code …/undrain}. */
@RestController
@RequestMapping(path = "/api/v1/nodes/{name}", produces = "application/json")
final class DrainController {
    private final DrainService drains;

    DrainController(DrainService drains) {
        this.drains = drains;
    }

    /** Shows the effects of draining it. */
    @GetMapping("/drain")
    ResponseEntity<DrainPlan> plan(@PathVariable String name) {
        return answer(drains.plan(name));
    }

    @PostMapping("/drain")
    ResponseEntity<DrainPlan> drain(@PathVariable String name, HttpServletRequest request) {
        return answer(drains.drain(name, Precondition.of(request)::holds));
    }

    @PostMapping("/undrain")
    ResponseEntity<DrainPlan> undrain(@PathVariable String name, HttpServletRequest request) {
        return answer(drains.end(name, Precondition.of(request)::holds));
    }

    private static ResponseEntity<DrainPlan> answer(DrainPlan plan) {
        String version = DrainService.version(plan.node().drained());
        return ResponseEntity.ok().eTag(Precondition.tag(version)).body(plan);
    }
}
