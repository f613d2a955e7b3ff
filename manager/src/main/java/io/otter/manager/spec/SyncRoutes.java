package io.otter.manager.spec;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Origins;
import io.otter.common.model.Origins.PairOrigins;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * By which way the changes made at a server get to each other one: by the fewest pipelines, and one way only, however many
 * there are. So in rings and meshes nothing comes back, comes twice or is left out.
 */
public final class SyncRoutes {
    private static final Comparator<Map.Entry<SyncWay, Integer>> BEST = Map.Entry.<SyncWay, Integer>comparingByValue()
            .thenComparing(reached -> reached.getKey().pipelineId())
            .thenComparing(reached -> reached.getKey().step())
            .thenComparing(reached -> reached.getKey().pairId());

    private final Set<SyncWay> inCircles = new HashSet<>();

    private SyncRoutes(List<SyncWay> ways) {
        ways.stream().filter(way -> SyncCircle.shortest(way, ways).isPresent()).forEach(inCircles::add);
    }

    public static SyncRoutes of(Configuration configured) {
        return new SyncRoutes(SyncWay.all(configured));
    }

    /**
     * What a stored pipeline has to tell apart.
     *
     * @param number gives a server, by its name here, its number
     */
    public Origins origins(Pipeline pipeline, ToIntFunction<String> number) {
        List<PairOrigins> pairs = new ArrayList<>();
        int source = 0;
        for (SyncWay way : inCircles) {
            if (way.pipelineId() == pipeline.id()) {
                source = number.applyAsInt(way.fromServer());
                pairs.add(rule(way, number));
            }
        }
        pairs.sort(Comparator.comparingLong(PairOrigins::pair));
        return source == 0 ? Origins.NONE : new Origins(source, pairs);
    }

    private PairOrigins rule(SyncWay way, ToIntFunction<String> number) {
        Set<Integer> passedOn = new HashSet<>();
        // What is from either end has been there.
        Set<Integer> dropped = new HashSet<>();
        dropped.add(number.applyAsInt(way.fromServer()));
        dropped.add(number.applyAsInt(way.toServer()));
        for (String server : others(way)) {
            if (hops(server, "").containsKey(way)) {
                boolean chosen = best(server, way).filter(way::equals).isPresent();
                (chosen ? passedOn : dropped).add(number.applyAsInt(server));
            }
        }
        return new PairOrigins(way.pairId(), passedOn, dropped, conflicts(way, number));
    }

    private static ConflictRule conflicts(SyncWay way, ToIntFunction<String> number) {
        ConflictPolicy policy = way.conflicts().policy();
        List<String> additive = way.conflicts().additive();
        if (policy == ConflictPolicy.STOP && additive.isEmpty()) {
            return ConflictRule.STOP;
        }
        boolean first = number.applyAsInt(way.toServer()) < number.applyAsInt(way.fromServer());
        boolean home = way.homeServer().equals(way.toServer());
        return new ConflictRule(policy, home, way.conflicts().column(), first, additive);
    }

    /** The tables, as {@code source:schema.table}, of a pair of the pipeline whose opposite decides otherwise about conflicts. */
    public Optional<String> contradicting(Pipeline pipeline) {
        return inCircles.stream()
                .filter(way -> way.pipelineId() == pipeline.id())
                .filter(way -> inCircles.stream().anyMatch(way::contradicts))
                .map(way -> way.from().text())
                .sorted()
                .findFirst();
    }

    /** Another pipeline, and the tables of a pair of this one that it brings the same way for sure. */
    public Optional<SyncCircle> repeating(Pipeline pipeline) {
        return inCircles.stream()
                .filter(way -> way.pipelineId() == pipeline.id())
                .flatMap(way -> inCircles.stream()
                        .filter(way::repeats)
                        .map(other ->
                                new SyncCircle(List.of(other.step()), way.from().text())))
                .min(Comparator.comparing(SyncCircle::table));
    }

    /**
     * The tables of a pair of the pipeline that both passes on changes of a third site and settles conflicts, of which only
     * the two sites at its ends are told.
     */
    public Optional<String> unsettled(Pipeline pipeline) {
        ToIntFunction<String> any = server -> 1 + new ArrayList<>(servers()).indexOf(server);
        return inCircles.stream()
                .filter(way -> way.pipelineId() == pipeline.id())
                .filter(way -> {
                    PairOrigins rule = rule(way, any);
                    return rule.conflicts().settles() && !rule.passedOn().isEmpty();
                })
                .map(way -> way.from().text())
                .sorted()
                .findFirst();
    }

    private Set<String> servers() {
        Set<String> servers = new TreeSet<>();
        inCircles.forEach(way -> servers.addAll(List.of(way.fromServer(), way.toServer())));
        return servers;
    }

    /**
     * The tables, as {@code source:schema.table}, that changes of one server reach by several ways which are not the same for
     * all of the tables, so that no single way can be chosen.
     */
    Optional<String> undecided(String channel) {
        for (SyncWay way : inCircles) {
            for (String server : others(way)) {
                Optional<SyncWay> best = best(server, way);
                if (way.channel().equalsIgnoreCase(channel)
                        && hops(server, way.toServer()).containsKey(way)
                        && best.isPresent()
                        && !best.get().equals(way)
                        && !best.get().hasTargetsOf(way)) {
                    return Optional.of(way.from().text());
                }
            }
        }
        return Optional.empty();
    }

    private Set<String> others(SyncWay way) {
        Set<String> servers = new HashSet<>();
        inCircles.forEach(one -> servers.add(one.fromServer()));
        servers.remove(way.fromServer());
        servers.remove(way.toServer());
        return servers;
    }

    /** The way by which the server's changes get to the tables that {@code way} writes. */
    private Optional<SyncWay> best(String server, SyncWay way) {
        return hops(server, way.toServer()).entrySet().stream()
                .filter(reached -> reached.getKey().meets(way) || way.meets(reached.getKey()))
                .min(BEST)
                .map(Map.Entry::getKey);
    }

    /**
     * How many pipelines changes of a server have passed after each way.
     *
     * @param target where they must not have been before; empty for anywhere
     */
    private Map<SyncWay, Integer> hops(String server, String target) {
        Map<SyncWay, Integer> hops = new HashMap<>();
        Deque<SyncWay> left = new ArrayDeque<>();
        for (SyncWay way : inCircles) {
            if (way.fromServer().equals(server)) {
                hops.put(way, 1);
                left.add(way);
            }
        }
        while (!left.isEmpty()) {
            SyncWay last = left.remove();
            for (SyncWay next : inCircles) {
                boolean goesOn =
                        !last.toServer().equals(target) && !next.toServer().equals(server);
                if (goesOn && last.leadsTo(next) && !hops.containsKey(next)) {
                    hops.put(next, hops.getOrDefault(last, 0) + 1);
                    left.add(next);
                }
            }
        }
        return hops;
    }
}
