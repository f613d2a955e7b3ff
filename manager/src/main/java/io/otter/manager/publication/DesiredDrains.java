package io.otter.manager.publication;

import io.otter.arbitrate.drain.Drain;
import io.otter.arbitrate.drain.Drains;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /**
     * Drains a node. No database's lock is held while ZooKeeper is asked, which may be silent; if the database lags behind, it is
     * told when a whole tree is looked at again.
     *
     * @param seen see {@link Drains#drain(int, String, Consumer)}
     * @return whether this changed anything
     */
    public boolean drain(int nid, String who, Consumer<@Nullable Drain> seen) {
        boolean changed = drains.drain(nid, who, seen);
        Drain present = drains.list().get(nid);
        if (present != null) {
            mapper.keep(nid, present);
        }
        return changed;
    }

    /** Likewise, lets it work again. */
    public boolean end(int nid, Consumer<@Nullable Drain> seen) {
        boolean changed = drains.end(nid, seen);
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
        drains.list().keySet().stream().filter(nid -> !nids.contains(nid)).forEach(nid -> end(nid, present -> {}));
    }

    private Map<Integer, Drain> kept() {
        return mapper.all().stream()
                .collect(Collectors.toMap(row -> Math.toIntExact(row.nid()), DrainMapper.Kept::drain));
    }
}
