package io.otter.manager.drain;

import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.sync.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The effects of draining a node, planned or actual.
 *
 * @param node its current state
 * @param owned pipelines that it selects for now; once there are none, a drained node has handed over all work
 * @param standStill pipelines of started channels for which no other node is up and not drained
 */
public record DrainPlan(NodeReport node, List<Owned> owned, List<StandStill> standStill) {
    public DrainPlan {
        owned = List.copyOf(owned);
        standStill = List.copyOf(standStill);
    }

    /** One pipeline. */
    public record Owned(String channel, String pipeline) {}

    /** A pipeline that would stop; {@code stage} is what no node would do, SELECT or LOAD. */
    public record StandStill(String channel, String pipeline, Stage stage) {}

    /** What nodes do for a pipeline. */
    public enum Stage {
        SELECT,
        LOAD
    }

    static DrainPlan of(NodeReport node, ChannelBoard.Facts facts) {
        Set<Integer> others = facts.nodes().stream()
                .filter(other -> other.nid() != node.nid() && other.up() && other.drained() == null)
                .map(NodeReport::nid)
                .collect(Collectors.toSet());
        List<Owned> owned = new ArrayList<>();
        List<StandStill> standStill = new ArrayList<>();
        for (ChannelReport report : facts.channels()) {
            report.pipelines().stream()
                    .filter(pipeline ->
                            pipeline.mainstem() != null && pipeline.mainstem().nid() == node.nid())
                    .forEach(pipeline -> owned.add(new Owned(report.name(), pipeline.name())));
            if (report.status() == ChannelStatus.START) {
                facts.configured().channel(report.name()).stream()
                        .map(Channel::pipelines)
                        .flatMap(List::stream)
                        .forEach(pipeline -> {
                            if (onlyOne(node.nid(), pipeline.select(), others)) {
                                standStill.add(new StandStill(report.name(), pipeline.name(), Stage.SELECT));
                            } else if (onlyOne(node.nid(), pipeline.load(), others)) {
                                standStill.add(new StandStill(report.name(), pipeline.name(), Stage.LOAD));
                            }
                        });
            }
        }
        return new DrainPlan(node, owned, standStill);
    }

    private static boolean onlyOne(int nid, List<Integer> named, Set<Integer> others) {
        return named.contains(nid) && named.stream().noneMatch(others::contains);
    }
}
