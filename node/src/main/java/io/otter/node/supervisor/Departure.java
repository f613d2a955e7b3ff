package io.otter.node.supervisor;

import io.otter.common.model.ServerAddress;
import io.otter.node.pipeline.Run;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Lets a run apply what is in flight before it leaves this node or its load node. On the supervisor's thread. */
final class Departure {
    private final CurrentRun run;
    private final Duration limit;
    private final OwnThread thread;
    private final Consumer<String> left;

    private boolean draining;
    private boolean handingOver;

    /** @param left receives a remark about what was in flight when the limit is over */
    Departure(CurrentRun run, Duration limit, OwnThread thread, Consumer<String> left) {
        this.run = run;
        this.limit = limit;
        this.thread = thread;
        this.left = left;
    }

    /** Whether the pipeline leaves this node for good. */
    boolean isDraining() {
        return draining;
    }

    /** @return whether this is news */
    boolean drain() {
        boolean news = !draining;
        draining = true;
        return news;
    }

    /** Another node is to take over; this one stands by afterwards. */
    void handOver() {
        handingOver = true;
    }

    boolean isHandingOver() {
        return handingOver;
    }

    void handedOver() {
        handingOver = false;
    }

    boolean loadsAt(Set<ServerAddress> nodes) {
        return run.get().flatMap(Run::loadNode).filter(nodes::contains).isPresent();
    }

    /** The run selects no more, and says when all is applied. */
    void begin(Run leaving) {
        leaving.finish();
        thread.after(limit, () -> expired(leaving));
    }

    private void expired(Run leaving) {
        Optional<Run> present = run.get();
        if (present.isPresent() && present.get() == leaving) {
            left.accept("; " + leaving.facts().inFlight() + " batches were not applied within " + limit.toSeconds()
                    + " s and are read again");
        }
    }
}
