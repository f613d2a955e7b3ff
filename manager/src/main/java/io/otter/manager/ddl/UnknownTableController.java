package io.otter.manager.ddl;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/unknown-tables}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/unknown-tables", produces = "application/json")
final class UnknownTableController {
    private final UnknownTableService tables;

    UnknownTableController(UnknownTableService tables) {
        this.tables = tables;
    }

    /** Which one, as it is listed. */
    record Chosen(String pipeline, String schema, String table) {}

    @GetMapping
    List<UnknownTableReport> list(@PathVariable String name) {
        return tables.list(name);
    }

    @PostMapping("/take-present")
    List<UnknownTableReport> takePresent(@PathVariable String name, @RequestBody Chosen chosen) {
        return tables.takePresent(name, chosen.pipeline(), chosen.schema(), chosen.table());
    }
}
