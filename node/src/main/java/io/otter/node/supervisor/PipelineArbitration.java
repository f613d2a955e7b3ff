package io.otter.node.supervisor;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.PipelineConfig;
import java.time.Clock;

/**
 * What is agreed on in ZooKeeper about one pipeline, as this node takes part in it.
 *
 * @param nid of this node
 * @param control of the channels' states
 * @param term as the pipeline's mainstem
 * @param progress what others are shown of the run
 */
record PipelineArbitration(
        int nid, Coordination coordination, ChannelControl control, Term term, PublishedProgress progress) {
    static PipelineArbitration of(
            int nid, Coordination coordination, long channelId, PipelineConfig pipeline, Clock clock) {
        InFlightMarks marks = new InFlightMarks(new ProcessMarks(coordination, channelId, pipeline.id()));
        CursorStore cursor = new CursorStore(
                coordination,
                pipeline.canal().name(),
                pipeline.id(),
                pipeline.canal().addresses().get(0));
        return new PipelineArbitration(
                nid,
                coordination,
                new ChannelControl(coordination, clock),
                new Term(new Mainstem(coordination, clock), channelId, pipeline.id(), nid),
                new PublishedProgress(nid, marks, cursor, clock));
    }
}
