package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of something a server has for its peers: all together up to a limit, and one of them at most half of it, so that a
 * peer that runs wild neither fills the memory nor keeps out others. Thread-safe.
 */
final class PeerShares {
    /** A node that loads for a thousand pipelines of another one has as many streams with it. */
    private static final int LEAST = 2_048;

    private final int most;
    private final Map<Integer, Integer> taken = new HashMap<>();

    @GuardedBy("this")
    private int total;

    PeerShares(int most) {
        this.most = most;
    }

    /** As many as there is memory for what they hold, but enough for many pipelines on a small node. */
    static PeerShares ofMemory() {
        return new PeerShares((int)
                Math.max(LEAST, Math.min(1 << 16, Runtime.getRuntime().maxMemory() / RpcStream.WINDOW)));
    }

    /** @return false if there is none left for this peer; else {@link #give} it back */
    synchronized boolean take(int nid) {
        int own = taken.getOrDefault(nid, 0);
        if (total >= most || own >= most / 2) {
            return false;
        }
        total++;
        taken.put(nid, own + 1);
        return true;
    }

    synchronized void give(int nid) {
        total--;
        taken.merge(nid, -1, (own, one) -> own + one == 0 ? null : own + one);
    }

    /** What one peer may have. */
    int ofOne() {
        return most / 2;
    }
}
