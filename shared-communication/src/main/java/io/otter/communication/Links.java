package io.otter.communication;

import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server's links, for connections that go on with one. Thread-safe. */
final class Links {
    private final Map<String, Link> byId = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final Calls calls;
    private final PeerShares shares = PeerShares.ofMemory();

    Links(ScheduledExecutorService timer, Calls calls) {
        this.timer = timer;
        this.calls = calls;
    }

    /** Null if the peer has too many. */
    @Nullable
    Link begin(Agreement agreement) {
        if (!shares.take(agreement.nid())) {
            return null;
        }
        Link link = new Link(agreement, calls, this::absent);
        byId.put(key(agreement.sessionId()), link);
        return link;
    }

    /** Null if it is over, or not this process's. */
    @Nullable
    Link find(byte[] sessionId, int nid) {
        Link link = byId.get(key(sessionId));
        return link == null || link.agreement().nid() != nid ? null : link;
    }

    void ended(Link link) {
        if (byId.remove(key(link.agreement().sessionId()), link)) {
            shares.give(link.agreement().nid());
        }
    }

    void close() {
        byId.values().forEach(Link::close);
        byId.clear();
    }

    private void absent(Link link) {
        int connections = link.connectionsSoFar();
        timer.schedule(
                () -> {
                    var absence = link.absence();
                    if (absence != null && connections == link.connectionsSoFar()) {
                        link.lose(absence);
                        ended(link);
                    }
                },
                link.agreement().resume().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static String key(byte[] sessionId) {
        return HexFormat.of().formatHex(sessionId);
    }
}
