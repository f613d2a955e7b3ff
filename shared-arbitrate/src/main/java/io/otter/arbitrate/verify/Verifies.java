package io.otter.arbitrate.verify;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.util.List;
import java.util.Optional;

/** The comparisons of one pipeline: managers publish requests, its mainstem shows how far it is. Thread-safe. */
public final class Verifies {
    private final Requests<VerifyRequest, VerifyProgress> requests;

    public Verifies(Coordination coordination, long channelId, long pipelineId) {
        requests = new Requests<>(
                coordination,
                Znode.verifies(channelId, pipelineId),
                "verify",
                VerifyRequest.class,
                VerifyProgress.class);
    }

    /** Publishes a request, in place of an earlier one with its id. */
    public void publish(VerifyRequest request) {
        requests.publish(request);
    }

    /** Removes a request that is at its end. */
    public void remove(long id) {
        requests.remove(id);
    }

    /** Oldest first. */
    public List<VerifyRequest> requests() {
        return requests.list();
    }

    /** What a node last showed; empty before it has. */
    public Optional<VerifyProgress> progress(long id) {
        return requests.progress(id);
    }

    /** Shows how far a comparison is; does nothing once its request is gone. @param term of the node */
    public void show(VerifyProgress progress, TermGuard term) {
        requests.show(progress, term);
    }

    /** Calls {@code changed} on Curator's thread when requests may have changed; it must not block. */
    public AutoCloseable watch(Runnable changed) {
        return requests.watch(changed);
    }
}
