package io.otter.manager.node;

import io.otter.common.error.ErrorCode;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The statistics of ZooKeeper clusters. */
@Controller
final class ZookeeperPages {
    private final NodeStore store;
    private final FourLetters fourLetters;
    private final ManagerSettings settings;

    ZookeeperPages(NodeStore store, FourLetters fourLetters, ManagerSettings settings) {
        this.store = store;
        this.fourLetters = fourLetters;
        this.settings = settings;
    }

    /** @param name empty for the manager's own cluster */
    @GetMapping("/config/zookeepers/live")
    String zookeeper(@RequestParam(defaultValue = "") String name, Model model) {
        List<String> servers = name.isEmpty()
                ? settings.zookeeper().servers()
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
}
