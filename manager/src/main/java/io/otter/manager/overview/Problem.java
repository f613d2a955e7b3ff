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
 * Something that an operator should look at.
 *
 * @param channel the channel concerned; null for a node
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

    /** By severity, worst first, then by age, oldest first. */
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
