package io.otter.manager.node;

import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Pages for a running node, its threads, and the statistics of ZooKeeper clusters. */
@Controller
final class NodePages {
    private final NodeStore store;
    private final NodeRegistry registry;
    private final ConfigStore published;
    private final Mainstem mainstem;
    private final Coordination coordination;
    private final NodeLink link;
    private final FourLetters fourLetters;
    private final ManagerSettings settings;
    private final Access access;

    NodePages(
            NodeStore store,
            NodeRegistry registry,
            ConfigStore published,
            Mainstem mainstem,
            Coordination coordination,
            NodeLink link,
            FourLetters fourLetters,
            ManagerSettings settings,
            Access access) {
        this.store = store;
        this.registry = registry;
        this.published = published;
        this.mainstem = mainstem;
        this.coordination = coordination;
        this.link = link;
        this.fourLetters = fourLetters;
        this.settings = settings;
        this.access = access;
    }

    /**
     * A channel that uses the node.
     *
     * @param version the published one
     * @param runs the version that the node runs, null when it runs none
     * @param selects the pipelines that it selects for now
     */
    record Duty(String channel, long version, @Nullable Long runs, List<String> selects, List<String> loads) {}

    @GetMapping("/config/nodes/live")
    String node(@RequestParam String name, Model model) {
        Node node = store.nodes().stream()
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_UNKNOWN.with(name)));
        boolean connected = coordination.state() == SessionState.CONNECTED;
        Optional<NodeRegistration> registration = connected
                ? registry.list().stream()
                        .filter(one -> one.nid() == node.nid())
                        .findFirst()
                : Optional.empty();
        model.addAttribute("node", node);
        model.addAttribute("registration", registration.orElse(null));
        model.addAttribute(
                "started",
                registration
                        .map(one -> Instant.ofEpochMilli(one.startedMillis()))
                        .orElse(null));
        model.addAttribute("duties", connected ? duties(node, registration) : List.of());
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

    /** @param name empty for the manager's own cluster */
    @GetMapping("/config/zookeepers/live")
    String zookeeper(@RequestParam(defaultValue = "") String name, Model model) {
        List<String> servers = name.isEmpty()
                ? settings.zookeeper()
                : store.zookeepers().stream()
                        .filter(one -> one.name().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.ZOOKEEPER_UNKNOWN.with(name)))
                        .servers();
        model.addAttribute("name", name);
        model.addAttribute(
                "answers", servers.parallelStream().map(fourLetters::ask).toList());
        return "node/zookeeper";
    }

    private List<Duty> duties(Node node, Optional<NodeRegistration> registration) {
        List<Duty> duties = new ArrayList<>();
        for (ChannelConfig channel : published.channels().values()) {
            List<String> loads = channel.pipelines().stream()
                    .filter(pipeline -> pipeline.loadNodes().contains(node.nid()))
                    .map(PipelineConfig::name)
                    .toList();
            boolean named = !loads.isEmpty()
                    || channel.pipelines().stream()
                            .anyMatch(pipeline -> pipeline.selectNodes().contains(node.nid()));
            if (named) {
                duties.add(new Duty(
                        channel.name(),
                        channel.version(),
                        registration
                                .map(one -> one.configVersions().get(channel.id()))
                                .orElse(null),
                        channel.pipelines().stream()
                                .filter(pipeline -> mainstem.state(channel.id(), pipeline.id())
                                        .filter(term -> term.nid() == node.nid())
                                        .isPresent())
                                .map(PipelineConfig::name)
                                .toList(),
                        loads));
            }
        }
        duties.sort(Comparator.comparing(Duty::channel));
        return duties;
    }
}
