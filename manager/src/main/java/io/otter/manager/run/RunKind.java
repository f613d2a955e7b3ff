package io.otter.manager.run;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of runs. Thread-safe.
 *
 * @param <R> what nodes are asked for
 * @param <P> what they show
 */
public interface RunKind<R extends Requests.Numbered, P extends Requests.Shown> {
    String name();

    /** Those of one pipeline. */
    Requests<R, P> requests(Coordination coordination, long channelId, long pipelineId);

    /** What a run is about, by pipeline. */
    List<ChosenPairs> parts(Run run);

    R request(Run run, ChosenPairs part);

    /** JSON of the tables, for {@link Run#progress}. @param shown by the nodes that have begun */
    String progress(long channelId, List<P> shown);

    /** Likewise, once the run is given up. */
    String cancelled(Run run);

    /** Begins the runs that nobody has to ask for. @param starting a channel that is about to start; null if none is */
    void beginDue(@Nullable Long starting);
}
