package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which key of each node holds: a node's next one revokes those before it, on open connections too. Thread-safe. */
public final class KeyGenerations {
    private final Map<Integer, Integer> byNid = new ConcurrentHashMap<>();

    /** Those that may be open, with the generation that held when their peer proved itself. */
    @GuardedBy("this")
    private final Map<Link, Integer> links = new WeakHashMap<>();

    /** Of the key of a node that holds, as far as is known here; 0 is the first. */
    public int of(int nid) {
        return byNid.getOrDefault(nid, 0);
    }

    /**
     * Ends connections of nodes whose key no longer holds. No generation goes back: who puts back what was published once does not
     * revive a key.
     *
     * @param generations by nid; those that are missing stay as they are
     */
    public void learn(Map<Integer, Integer> generations) {
        List<Link> revoked;
        synchronized (this) {
            generations.forEach((nid, generation) -> byNid.merge(nid, generation, Math::max));
            revoked = links.entrySet().stream()
                    .filter(entry ->
                            entry.getValue() < of(entry.getKey().agreement().nid()))
                    .map(Map.Entry::getKey)
                    .toList();
            links.keySet().removeAll(revoked);
        }
        revoked.forEach(KeyGenerations::end);
    }

    /** @param generation which held before the peer proved itself; if it does not hold now, the link is over */
    void watch(Link link, int generation) {
        boolean holds;
        synchronized (this) {
            holds = generation == of(link.agreement().nid());
            if (holds) {
                links.put(link, generation);
            }
        }
        if (!holds) {
            end(link);
        }
    }

    private static void end(Link link) {
        link.lose(new OtterException(
                ErrorCode.RPC_REFUSED,
                link.peer() + ": the key of "
                        + Credentials.name(link.agreement().nid()) + " was replaced."));
    }
}
