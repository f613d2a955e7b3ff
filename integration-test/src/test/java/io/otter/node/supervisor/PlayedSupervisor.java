package io.otter.node.supervisor;

import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunListener;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;

/** Makes a node's supervisor whose threads and runs are played. */
public final class PlayedSupervisor {
    private PlayedSupervisor() {}

    /** Starts played runs. */
    public interface Runs {
        Run start(ChannelConfig channel, PipelineConfig pipeline, long epoch, RunListener listener);
    }

    public static NodeSupervisor of(
            int nid,
            Coordination coordination,
            NodeRegistry registry,
            Runs runs,
            PlayedThreads threads,
            Clock clock,
            long seed) {
        Supervision supervision = new Supervision(
                runs::start,
                new RunLimits(Duration.ofSeconds(20), Duration.ofSeconds(12)),
                threads,
                () -> Supervision.pauses(new SplittableRandom(seed)));
        return new NodeSupervisor(nid, coordination, registry, supervision, clock, versions -> {});
    }
}
