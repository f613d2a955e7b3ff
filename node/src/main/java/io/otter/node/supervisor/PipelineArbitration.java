package io.otter.node.supervisor;

import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.PipelineConfig;
import java.time.Clock;

/**
 * What is agreed on in ZooKeeper about one pipeline, as this node takes part in it.
 *
 * @param term as the pipeline's mainstem
 * @param progress what others are shown of the run
 */
record PipelineArbitration(Coordination coordination, Term term, PublishedProgress progress) {
    static PipelineArbitration of(
            int nid, Coordination coordination, long channelId, PipelineConfig pipeline, Clock clock) {
        InFlightMarks marks = new InFlightMarks(new ProcessMarks(coordination, channelId, pipeline.id()));
        CursorStore cursor = new CursorStore(
                coordination,
                pipeline.canal().name(),
                pipeline.id(),
                pipeline.canal().addresses().get(0));
        return new PipelineArbitration(
                coordination,
                new Term(coordination, channelId, pipeline.id(), nid, clock),
                new PublishedProgress(nid, marks, cursor, clock));
    }
}
