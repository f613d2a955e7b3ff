package io.otter.manager.publication;

import io.otter.arbitrate.drain.Drain;
import io.otter.arbitrate.drain.Drains;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Which nodes users have drained, in the manager's database. ZooKeeper has what nodes act upon; a tree that is written anew
 * gets its drains from here. Thread-safe.
 */
@Component
public final class DesiredDrains {
    private final Drains drains;
    private final DrainMapper mapper;

    DesiredDrains(Drains drains, DrainMapper mapper) {
        this.drains = drains;
        this.mapper = mapper;
    }

    /** See {@link Drains#drain}. */
    public boolean drain(int nid, String who) {
        boolean changed = drains.drain(nid, who);
        Drain present = drains.list().get(nid);
        if (present != null) {
            mapper.keep(nid, present);
        }
        return changed;
    }

    /** See {@link Drains#end}. */
    public boolean end(int nid) {
        boolean changed = drains.end(nid);
        mapper.forget(nid);
        return changed;
    }

    /** In ZooKeeper. */
    Map<Integer, Drain> present() {
        return drains.list();
    }

    /** @param present what a tree that is whole has */
    void keep(Map<Integer, Drain> present) {
        Map<Integer, Drain> kept = kept();
        present.forEach((nid, drain) -> {
            if (!drain.equals(kept.get(nid))) {
                mapper.keep(nid, drain);
            }
        });
        kept.keySet().stream().filter(nid -> !present.containsKey(nid)).forEach(mapper::forget);
    }

    /** Drains the nodes again whose drain ZooKeeper has lost, and ends the drains of nodes that are no more. */
    void restore(Set<Integer> nids) {
        kept().forEach((nid, drain) -> {
            if (nids.contains(nid)) {
                drains.restore(nid, drain);
            }
        });
        drains.list().keySet().stream().filter(nid -> !nids.contains(nid)).forEach(drains::end);
    }

    /** Ends the drains of nodes that are no more. */
    void forget(Set<Integer> nids) {
        drains.list().keySet().stream().filter(nid -> !nids.contains(nid)).forEach(this::end);
    }

    private Map<Integer, Drain> kept() {
        return mapper.all().stream()
                .collect(Collectors.toMap(row -> Math.toIntExact(row.nid()), DrainMapper.Kept::drain));
    }
}
