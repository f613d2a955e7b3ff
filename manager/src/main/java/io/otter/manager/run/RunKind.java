package io.otter.manager.run;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import java.util.List;

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

    /** The tables as people are told of them, to be kept. @param shown by the nodes that have begun */
    List<? extends RunTable> tables(long channelId, List<P> shown);

    /** The tables as they were last kept. */
    List<? extends RunTable> kept(Run run);

    /** Begins the runs of a channel that nobody has to ask for. @param channel one that is running, or about to */
    void beginDue(Configuration configured, Channel channel);
}
