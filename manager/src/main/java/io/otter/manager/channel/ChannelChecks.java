package io.otter.manager.channel;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.precheck.Precheck;
import io.otter.manager.inherited.InheritedSettings;
import io.otter.manager.publication.Identity;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.SyncCircle;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Asks the databases whether a channel can run. Thread-safe. */
@Component
final class ChannelChecks {
    private final ChannelFacts facts;
    private final Precheck precheck;
    private final Identity identity;
    private final InheritedSettings inherited;

    ChannelChecks(ChannelFacts facts, DatabaseConnector connector, Identity identity, InheritedSettings inherited) {
        this.facts = facts;
        this.identity = identity;
        this.inherited = inherited;
        precheck = new Precheck(connector);
    }

    /**
     * What nodes need to run the channel.
     *
     * @throws OtterException with CHANNEL_INCOMPLETE
     */
    ChannelConfig resolve(Configuration configured, Channel channel) {
        return identity.resolver(configured).channel(channel);
    }

    /** Everything that a start checks, from where the pipelines have come to. */
    List<ChannelCheck> ofStart(Configuration configured, Channel channel, ChannelConfig config) {
        Map<Long, BinlogPosition> resume = new HashMap<>();
        if (facts.known()) {
            for (Pipeline pipeline : channel.pipelines()) {
                facts.cursor(pipeline).ifPresent(position -> resume.put(pipeline.id(), position));
            }
        }
        return Stream.of(
                        SyncCircle.undecided(configured, channel.name()).stream()
                                .map(ChannelCheck::of),
                        inherited.of(channel.name()).stream().map(ChannelCheck::of),
                        precheck.run(config, resume).stream().map(ChannelCheck::of))
                .flatMap(checks -> checks)
                .toList();
    }

    /**
     * Everything that a first start would check if this were configured.
     *
     * @throws OtterException with CHANNEL_INCOMPLETE
     */
    List<ChannelCheck> ofDraft(Configuration wanted, Channel channel) {
        return precheck.run(new Resolver(wanted).channel(channel), Map.of()).stream()
                .map(ChannelCheck::of)
                .toList();
    }
}
