package io.otter.manager.nodekey;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/node-keys/{nid}}: which one holds, and the next one. */
@RestController
@RequestMapping(path = "/api/v1/node-keys/{nid}", produces = "application/json")
final class NodeKeyController {
    private final NodeKeys keys;

    NodeKeyController(NodeKeys keys) {
        this.keys = keys;
    }

    @GetMapping
    NodeKeys.NodeKeyGeneration present(@PathVariable int nid) {
        return keys.present(nid);
    }

    @PostMapping
    NodeKeys.NodeKeyGeneration renew(@PathVariable int nid) {
        return keys.renew(nid);
    }
}
