package io.otter.node.verify;

import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import java.util.List;

/** Where a pipeline's comparisons are asked for and shown. */
public interface VerifyBoard {
    /** Oldest first. */
    List<VerifyRequest> requests();

    /** Shows how far a run is; does nothing once its request is gone. */
    void show(VerifyProgress progress);

    /** Keeps rows that a run found. @throws io.otter.common.error.OtterException if nobody takes them now */
    void keep(long id, List<Difference> rows) throws InterruptedException;

    /** Calls {@code changed} when requests may have changed, also once at the start; it must not block. */
    AutoCloseable watch(Runnable changed);
}
