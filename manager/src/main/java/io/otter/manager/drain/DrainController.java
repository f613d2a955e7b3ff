package io.otter.manager.drain;

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
    DrainPlan plan(@PathVariable String name) {
        return drains.plan(name);
    }

    @PostMapping("/drain")
    DrainPlan drain(@PathVariable String name) {
        return drains.drain(name);
    }

    @PostMapping("/undrain")
    DrainPlan undrain(@PathVariable String name) {
        return drains.end(name);
    }
}
