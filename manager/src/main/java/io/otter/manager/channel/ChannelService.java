package io.otter.manager.channel;

import io.otter.arbitrate.config.Published;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.audit.Audit;
import io.otter.manager.publication.DesiredStates;
import io.otter.manager.publication.PublishedTree;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Operations on channels for pages and API. Thread-safe. */
@Service
public final class ChannelService {
    private final ConfigurationStore configuration;
    private final ChannelFacts facts;
    private final DesiredStates states;
    private final PublishedTree tree;
    private final ChannelChecks checks;
    private final Access access;
    private final Audit audit;

    ChannelService(
            ConfigurationStore configuration,
            ChannelFacts facts,
            DesiredStates states,
            PublishedTree tree,
            ChannelChecks checks,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.facts = facts;
        this.states = states;
        this.tree = tree;
        this.checks = checks;
        this.access = access;
        this.audit = audit;
    }

    /** All channels that the user may see, by name; works without ZooKeeper, too. */
    public List<ChannelReport> list() {
        return facts().channels().stream()
                .filter(report -> access.sees(report.name()))
                .toList();
    }

    /** The current state of everything; queries ZooKeeper several times per pipeline. */
    ChannelBoard.Facts facts() {
        Configuration configured = configuration.read();
        List<NodeReport> nodes = facts.nodes(configured);
        List<ChannelReport> channels = configured.channels().stream()
                .map(channel -> facts.report(channel, configured, nodes))
                .toList();
        return new ChannelBoard.Facts(Instant.now(), configured, channels, nodes);
    }

    /** @throws OtterException with {@link ErrorCode#NOT_FOUND} */
    public ChannelReport status(String name) {
        Configuration configured = configuration.read();
        return facts.report(channel(configured, name), configured);
    }

    /**
     * Checks the set-up, publishes the channel and starts it, or what a fault has paused of it. Does nothing if all of it is
     * started already.
     *
     * @throws PrecheckFailedException if a mandatory check fails
     * @throws OtterException with NOT_FOUND, CHANNEL_INCOMPLETE, ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public ChannelReport start(String name) {
        return start(name, Set.of());
    }

    /**
     * Likewise, although some checks fail.
     *
     * @param ignored names of checks
     */
    public ChannelReport start(String name, Set<String> ignored) {
        String who = access.require(Role.OPERATOR).name();
        while (true) {
            Optional<ChannelReport> started = startAsConfigured(name, ignored, who);
            if (started.isPresent()) {
                return started.get();
            }
        }
    }

    /** Empty if somebody has published it while it was checked: what runs is to be what was checked. */
    private Optional<ChannelReport> startAsConfigured(String name, Set<String> ignored, String who) {
        requireZookeeper();
        Published seen = tree.present();
        Configuration configured = configuration.read();
        Channel channel = channel(configured, name);
        if (states.of(channel.id()).isWhollyStarted()) {
            // An earlier call may have reached ZooKeeper and no more.
            states.move(channel.id(), ChannelStatus.START, who);
        } else {
            ChannelConfig config = checks.resolve(configured, channel);
            List<ChannelCheck> checked = checks.ofStart(configured, channel, config);
            List<String> failed = checked.stream()
                    .filter(ChannelCheck::blocks)
                    .map(ChannelCheck::name)
                    .distinct()
                    .toList();
            if (!ignored.containsAll(failed)) {
                throw new PrecheckFailedException(channel.name(), checked);
            }
            if (!tree.publish(config, seen)) {
                return Optional.empty();
            }
            states.move(channel.id(), ChannelStatus.START, who);
            audit.did(
                    channel.id(),
                    failed.isEmpty()
                            ? Text.of("act.start", channel.name())
                            : Text.of("act.start.ignoring", channel.name(), String.join(", ", failed)),
                    "");
        }
        return Optional.of(facts.report(channel, configured));
    }

    /** @throws OtterException with NOT_FOUND, ZOOKEEPER_UNREACHABLE, or if the user lacks the role */
    public ChannelReport stop(String name) {
        return move(name, ChannelStatus.STOP);
    }

    /** @throws OtterException with NOT_FOUND, ILLEGAL_MOVE, ZOOKEEPER_UNREACHABLE, or if the user lacks the role */
    public ChannelReport pause(String name) {
        return move(name, ChannelStatus.PAUSE);
    }

    /**
     * Runs all checks of a start.
     *
     * @throws OtterException with NOT_FOUND or CHANNEL_INCOMPLETE
     */
    public List<ChannelCheck> validate(String name) {
        access.require(Role.OPERATOR);
        Configuration configured = configuration.read();
        Channel channel = channel(configured, name);
        return checks.ofStart(configured, channel, checks.resolve(configured, channel));
    }

    /**
     * Runs all checks of a start against this configuration.
     *
     * @throws OtterException with NOT_FOUND or CHANNEL_INCOMPLETE
     */
    public List<ChannelCheck> validate(Configuration wanted, String name) {
        access.require(Role.OPERATOR);
        Channel channel = channel(wanted, name);
        return checks.ofDraft(wanted, channel);
    }

    /** By nid; all are down when ZooKeeper does not answer. */
    public List<NodeReport> nodes() {
        return facts.nodes(configuration.read());
    }

    private ChannelReport move(String name, ChannelStatus to) {
        String who = access.require(Role.OPERATOR).name();
        requireZookeeper();
        Configuration configured = configuration.read();
        Channel channel = channel(configured, name);
        states.move(channel.id(), to, who);
        audit.did(channel.id(), Text.of(to == ChannelStatus.PAUSE ? "act.pause" : "act.stop", channel.name()), "");
        return facts.report(channel, configured);
    }

    private void requireZookeeper() {
        if (!facts.known()) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.ZOOKEEPER_SILENT.with());
        }
        tree.ensure();
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
