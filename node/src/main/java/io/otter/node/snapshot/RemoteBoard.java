package io.otter.node.snapshot;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.session.Coordination;
import java.util.List;

/** In ZooKeeper, bound to a term. Thread-safe. */
public final class RemoteBoard implements ResyncBoard {
    private final Requests<ResyncRequest, ResyncProgress> resyncs;
    private final TermGuard term;

    public RemoteBoard(Coordination coordination, long channelId, long pipelineId, long epoch) {
        resyncs = ResyncRequest.of(coordination, channelId, pipelineId);
        term = new TermGuard(coordination, channelId, pipelineId, epoch);
    }

    @Override
    public List<ResyncRequest> requests() {
        return resyncs.list();
    }

    @Override
    public void show(ResyncProgress progress) {
        resyncs.show(progress, term);
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        return resyncs.watch(changed);
    }
}
