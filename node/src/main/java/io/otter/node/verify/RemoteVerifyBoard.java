package io.otter.node.verify;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import java.util.List;

/** Requests in ZooKeeper, bound to a term; rows go to a manager. Thread-safe. */
public final class RemoteVerifyBoard implements VerifyBoard {
    private final Requests<VerifyRequest, VerifyProgress> verifies;
    private final TermGuard term;
    private final long pipelineId;
    private final DifferenceShipper shipper;

    public RemoteVerifyBoard(
            Coordination coordination, long channelId, long pipelineId, long epoch, DifferenceShipper shipper) {
        verifies = VerifyRequest.of(coordination, channelId, pipelineId);
        term = new TermGuard(coordination, channelId, pipelineId, epoch);
        this.pipelineId = pipelineId;
        this.shipper = shipper;
    }

    @Override
    public List<VerifyRequest> requests() {
        return verifies.list();
    }

    @Override
    public void show(VerifyProgress progress) {
        verifies.show(progress, term);
    }

    @Override
    public void keep(long id, List<Difference> rows) throws InterruptedException {
        shipper.ship(pipelineId, id, rows);
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        return verifies.watch(changed);
    }
}
