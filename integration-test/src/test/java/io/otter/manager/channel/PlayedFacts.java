package io.otter.manager.channel;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.manager.spec.Configuration;
import java.time.Clock;

/** What one manager's pages show. */
public final class PlayedFacts {
    private final ChannelFacts facts;
    private final Clock clock;

    public PlayedFacts(Coordination coordination, PipelineFacts reports, Clock clock) {
        this.clock = clock;
        facts = new ChannelFacts(
                coordination,
                new ChannelControl(coordination, clock),
                new Mainstem(coordination, clock),
                reports,
                new NodeFacts(coordination, new NodeRegistry(coordination), new Drains(coordination, clock)),
                clock);
    }

    public ChannelBoard.Facts read(Configuration configured) {
        return new ChannelBoard.Facts(
                clock.instant(),
                configured,
                configured.channels().stream()
                        .map(channel -> facts.report(channel, configured))
                        .toList(),
                facts.nodes(configured));
    }
}
