package io.otter.node.supervisor;

import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import java.time.Clock;
import java.util.stream.Collectors;

/**
 * What is agreed on in ZooKeeper about one pipeline, as this node takes part in it.
 *
 * @param term as the pipeline's mainstem
 * @param progress what others are shown of the run
 */
record PipelineArbitration(Coordination coordination, Term term, PublishedProgress progress) {
    static PipelineArbitration of(
            int nid, Coordination coordination, ChannelConfig channel, PipelineConfig pipeline, Clock clock) {
        InFlightMarks marks = new InFlightMarks(new ProcessMarks(coordination, channel.id(), pipeline.id()));
        CursorStore cursor = new CursorStore(
                coordination,
                pipeline.canal().name(),
                pipeline.id(),
                pipeline.canal().addresses().get(0));
        PauseScope scope = new PauseScope(
                channel.id(),
                pipeline.id(),
                channel.pipelines().stream().map(PipelineConfig::id).collect(Collectors.toSet()),
                channel.pauseTogether());
        return new PipelineArbitration(
                coordination,
                new Term(coordination, scope, nid, clock),
                new PublishedProgress(nid, marks, cursor, clock));
    }
}
