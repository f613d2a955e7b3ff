package io.otter.manager.channel;

import io.otter.manager.user.RowSecrets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels} and {@code /api/v1/nodes}. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class ChannelController {
    private final ChannelService channels;
    private final RowSecrets rows;
    private final Recoveries recoveries;
    private final MessageSource messages;

    ChannelController(ChannelService channels, RowSecrets rows, Recoveries recoveries, MessageSource messages) {
        this.recoveries = recoveries;
        this.messages = messages;
        this.channels = channels;
        this.rows = rows;
    }

    /** @param valid whether the channel may start */
    record Validation(boolean valid, List<ChannelCheck> checks) {}

    @GetMapping("/channels")
    List<ChannelReport> list() {
        Map<Long, Restarts.Plan> plans = recoveries.plans();
        return channels.list().stream().map(report -> shown(report, plans)).toList();
    }

    @GetMapping("/channels/{name}/status")
    ChannelReport status(@PathVariable String name) {
        return shown(channels.status(name), recoveries.plans());
    }

    /** @param ignore names of mandatory checks that may fail */
    @PostMapping("/channels/{name}/start")
    ChannelReport start(@PathVariable String name, @RequestParam(defaultValue = "") Set<String> ignore) {
        return channels.start(name, ignore);
    }

    @PostMapping("/channels/{name}/stop")
    ChannelReport stop(@PathVariable String name) {
        return channels.stop(name);
    }

    @PostMapping("/channels/{name}/pause")
    ChannelReport pause(@PathVariable String name) {
        return channels.pause(name);
    }

    @PostMapping("/channels/{name}/validate")
    Validation validate(@PathVariable String name) {
        List<ChannelCheck> checks = channels.validate(name);
        return new Validation(checks.stream().noneMatch(ChannelCheck::blocks), checks);
    }

    @GetMapping("/nodes")
    List<NodeReport> nodes() {
        return channels.nodes();
    }

    private ChannelReport shown(ChannelReport report, Map<Long, Restarts.Plan> plans) {
        ChannelReport seen = rows.seen() ? report : report.withoutRows();
        Restarts.Plan plan = plans.get(report.id());
        return plan == null
                ? seen
                : seen.with(new ChannelReport.Recovery(
                        plan.attempt(), plan.next(), messages.getMessage(plan.text(), Locale.ENGLISH)));
    }
}
