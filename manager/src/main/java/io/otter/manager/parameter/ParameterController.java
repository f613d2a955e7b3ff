package io.otter.manager.parameter;

import io.otter.manager.api.Precondition;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.ResponseEntity;
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
    ResponseEntity<Map<String, String>> show() {
        ParameterService.Shown shown = parameters.show();
        return ResponseEntity.ok().eTag(Precondition.tag(shown.version())).body(shown.texts());
    }

    /** Changes only the given fields. */
    @PutMapping
    ResponseEntity<Map<String, String>> save(@RequestBody Map<String, String> fields, HttpServletRequest request) {
        parameters.save(fields, Precondition.of(request)::holds);
        return show();
    }
}
