package io.otter.manager.overview;

import io.otter.manager.channel.NodeReport;
import io.otter.manager.web.ChannelView;
import io.otter.manager.web.ChannelView.PipelineView;
import io.otter.manager.web.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an operator should look at.
 *
 * @param channel what can be started, paused or stopped about it; null for a node
 * @param pipeline null for a node
 * @param node null for a pipeline
 * @param since null when unknown
 */
public record Problem(
        State state,
        @Nullable ChannelView channel,
        @Nullable PipelineView pipeline,
        @Nullable NodeReport node,
        @Nullable Instant since) {
    private static final Comparator<Problem> WORST_FIRST = Comparator.comparing(
                    Problem::state, Comparator.reverseOrder())
            .thenComparing(Problem::since, Comparator.nullsLast(Comparator.naturalOrder()));

    /** Worst first, and of the same kind what lasts longest. */
    static List<Problem> of(List<ChannelView> channels, List<NodeReport> nodes) {
        List<Problem> problems = new ArrayList<>();
        for (ChannelView channel : channels) {
            for (PipelineView pipeline : channel.pipelines()) {
                if (pipeline.state() == State.NEEDS_YOU || pipeline.state() == State.CATCHING_UP) {
                    problems.add(new Problem(pipeline.state(), channel, pipeline, null, pipeline.since()));
                }
            }
        }
        for (NodeReport node : nodes) {
            if (!node.up() && node.drained() == null) {
                problems.add(new Problem(State.NEEDS_YOU, null, null, node, null));
            }
        }
        problems.sort(WORST_FIRST);
        return problems;
    }
}
