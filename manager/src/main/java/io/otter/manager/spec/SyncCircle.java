package io.otter.manager.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pipelines that lead a table's rows back to their origin: two in opposite directions, or a ring of several, in one or
 * more channels. Their readers tell by {@link SyncRoutes} what to pass on.
 *
 * @param steps the pipelines in order, as {@code channel/pipeline}
 * @param table where the circle starts, as {@code source:schema.table}
 */
public record SyncCircle(List<String> steps, String table) {
    public SyncCircle {
        steps = List.copyOf(steps);
    }

    /** {@code a/there, a/back}. */
    public String pipelines() {
        return String.join(", ", steps);
    }

    /** The circles that include a pipeline of the channel. */
    public static List<SyncCircle> through(Configuration configured, String channel) {
        List<SyncWay> ways = SyncWay.all(configured);
        return ways.stream()
                .filter(way -> way.channel().equalsIgnoreCase(channel))
                .flatMap(way -> shortest(way, ways).stream())
                .distinct()
                .toList();
    }

    /** Those of them in which it cannot be decided by which way changes are to get somewhere. */
    public static List<SyncCircle> undecided(Configuration configured, String channel) {
        return SyncRoutes.of(configured)
                .undecided(channel)
                .flatMap(table -> through(configured, channel).stream()
                        .findFirst()
                        .map(circle -> new SyncCircle(circle.steps(), table)))
                .stream()
                .toList();
    }

    /** A shortest circle that starts with this edge. */
    static Optional<SyncCircle> shortest(SyncWay first, List<SyncWay> ways) {
        Deque<List<SyncWay>> paths = new ArrayDeque<>(List.of(List.of(first)));
        Set<SyncWay> seen = new HashSet<>(Set.of(first));
        while (!paths.isEmpty()) {
            List<SyncWay> path = paths.remove();
            SyncWay last = path.get(path.size() - 1);
            if (last.leadsTo(first)) {
                return Optional.of(new SyncCircle(
                        path.stream().map(SyncWay::step).distinct().collect(Collectors.toList()),
                        first.from().text()));
            }
            for (SyncWay next : ways) {
                if (last.leadsTo(next) && seen.add(next)) {
                    List<SyncWay> longer = new ArrayList<>(path);
                    longer.add(next);
                    paths.add(longer);
                }
            }
        }
        return Optional.empty();
    }
}
