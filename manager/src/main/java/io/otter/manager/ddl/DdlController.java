package io.otter.manager.ddl;

import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/ddl}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/ddl", produces = "application/json")
final class DdlController {
    private final DdlService ddl;

    DdlController(DdlService ddl) {
        this.ddl = ddl;
    }

    /** @param sql the statement to run instead; only with REPLACE */
    record Decision(Choice choice, @Nullable String sql) {}

    @GetMapping
    List<WaitingDdl> list(@PathVariable String name) {
        return ddl.list(name);
    }

    @PostMapping("/{id}")
    List<WaitingDdl> decide(@PathVariable String name, @PathVariable String id, @RequestBody Decision decision) {
        return ddl.decide(name, id, decision.choice(), Objects.requireNonNullElse(decision.sql(), ""));
    }
}
