package io.otter.manager.node;

import io.otter.arbitrate.node.NodeRegistration;
import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One node as it runs, and its threads. */
@Controller
final class NodePages {
    private final NodeStore store;
    private final NodeDuties duties;
    private final NodeLink link;
    private final NodeFigures figures;
    private final Access access;

    NodePages(NodeStore store, NodeDuties duties, NodeLink link, NodeFigures figures, Access access) {
        this.figures = figures;
        this.store = store;
        this.duties = duties;
        this.link = link;
        this.access = access;
    }

    @GetMapping("/config/nodes/live")
    String node(@RequestParam String name, Model model) {
        Node node = store.nodes().stream()
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_UNKNOWN.with(name)));
        Optional<NodeRegistration> registration = duties.registration(node);
        model.addAttribute("node", node);
        model.addAttribute("registration", registration.orElse(null));
        model.addAttribute(
                "started",
                registration
                        .map(one -> Instant.ofEpochMilli(one.startedMillis()))
                        .orElse(null));
        model.addAttribute("process", figures.of(node.nid()).orElse(null));
        model.addAttribute("duties", duties.list(node, registration));
        return "node/live";
    }

    @GetMapping("/config/nodes/threads")
    ResponseEntity<byte[]> threads(@RequestParam int nid) {
        access.require(Role.OPERATOR);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("node-" + nid + "-threads.txt")
                                .build()
                                .toString())
                .body(link.threads(nid).getBytes(StandardCharsets.UTF_8));
    }
}
