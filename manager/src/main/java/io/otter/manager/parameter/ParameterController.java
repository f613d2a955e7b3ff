package io.otter.manager.parameter;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/system-parameters}: strings by field; secrets are accepted but never shown. */
@RestController
@RequestMapping(path = "/api/v1/system-parameters", produces = "application/json")
final class ParameterController {
    private final ParameterService parameters;

    ParameterController(ParameterService parameters) {
        this.parameters = parameters;
    }

    @GetMapping
    Map<String, String> show() {
        return parameters.show().texts();
    }

    /** Changes only the given fields. */
    @PutMapping
    Map<String, String> save(@RequestBody Map<String, String> fields) {
        parameters.save(fields, null);
        return parameters.show().texts();
    }
}
