package io.otter.manager.matrix;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/groups/{name}}: what depends on a server group, and its switchover. */
@RestController
@RequestMapping("/api/v1/groups/{name}")
final class MatrixController {
    private final SwitchService switches;

    MatrixController(SwitchService switches) {
        this.switches = switches;
    }

    /**
     * @param master address of the current master, {@code host:port}
     * @param anyway whether to switch even if pipelines without GTIDs would stop; defaults to false
     */
    record Switch(@Nullable String master, @Nullable Boolean anyway) {}

    @GetMapping
    SwitchService.Followers followers(@PathVariable String name) {
        return switches.followers(name);
    }

    @PostMapping("/switch")
    SwitchService.Followers switchOver(@PathVariable String name, @RequestBody Switch wanted) {
        switches.switchOver(name, wanted.master() == null ? "" : wanted.master(), Boolean.TRUE.equals(wanted.anyway()));
        return switches.followers(name);
    }
}
