package io.otter.manager.failover;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/switch}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}", produces = "application/json")
final class MainstemController {
    private final MainstemService mainstems;

    MainstemController(MainstemService mainstems) {
        this.mainstems = mainstems;
    }

    /**
     * Moves the mainstem to another node.
     *
     * @param pipeline all of the channel if not given
     * @param to name or nid, any other node if not given
     */
    @PostMapping("/switch")
    List<Switched> switchOver(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String pipeline,
            @RequestParam(required = false) @Nullable String to) {
        return mainstems.switchOver(name, pipeline, to);
    }
}
