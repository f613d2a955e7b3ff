package io.otter.node.supervisor;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunListener;

/** Starts runs; waits until the load side is open, which may be for ever. */
interface RunStarter {
    /**
     * Starts a run that the caller closes.
     *
     * @throws io.otter.node.batch.FencedException if a target knows a higher epoch
     * @throws io.otter.common.error.OtterException if there can be no run
     */
    Run start(ChannelConfig channel, PipelineConfig pipeline, long epoch, RunListener listener);
}
