package io.otter.testsupport.zookeeper;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.listen.Listenable;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * One process's connection to a {@link FakeZookeeper}. Calls are answered at once; what would come on Curator's threads waits
 * for {@link #deliver()}.
 */
public final class FakeClient {
    private final FakeZookeeper zookeeper;
    private final CuratorFramework framework = FakeCurator.over(this);
    private final Deque<Event> events = new ArrayDeque<>();
    private final List<ConnectionStateListener> listeners = new ArrayList<>();
    private final Map<String, Set<CuratorWatcher>> once = new LinkedHashMap<>();
    private final Map<CuratorWatcher, Watch> lasting = new LinkedHashMap<>();

    private long session;
    private ConnectionState told = ConnectionState.LOST;
    private boolean over;
    private boolean cut;
    private boolean frozen;
    private boolean closed;
    private Duration silence = Duration.ZERO;
    private Runnable beforeCall = () -> {};

    FakeClient(FakeZookeeper zookeeper) {
        this.zookeeper = zookeeper;
        session = zookeeper.newSession();
        tell(ConnectionState.CONNECTED);
    }

    /** @param fromServer whether it comes over the network */
    private record Event(boolean fromServer, Runnable task) {}

    private record Watch(String path, AddWatchMode mode) {
        boolean covers(String changed) {
            return changed.equals(path) || mode == AddWatchMode.PERSISTENT_RECURSIVE && changed.startsWith(path + "/");
        }
    }

    /** A call to the server. */
    interface Call<T> {
        T run() throws KeeperException;
    }

    public CuratorFramework framework() {
        return framework;
    }

    public long sessionId() {
        renewIfOver();
        return session;
    }

    /** @param task comes before each call, as what other processes do meanwhile */
    public void beforeCall(Runnable task) {
        beforeCall = task;
    }

    /** Loses the connection. */
    public void cut() {
        if (!cut) {
            cut = true;
            tell(ConnectionState.SUSPENDED);
        }
    }

    public boolean isCut() {
        return cut;
    }

    /** Connects again. */
    public void heal() {
        if (cut) {
            cut = false;
            if (over) {
                renewIfOver();
            } else {
                tell(ConnectionState.RECONNECTED);
            }
        }
    }

    /** The process stands still or goes on. */
    public void freeze(boolean still) {
        frozen = still;
    }

    /** The process is gone; its session ends in time. */
    public void kill() {
        closed = true;
        events.clear();
        listeners.clear();
    }

    /** Ends the session properly. */
    public void close() {
        if (!closed) {
            closed = true;
            if (!cut && !over) {
                zookeeper.tree().end(session);
                over = true;
            }
            events.clear();
        }
    }

    /** Lets the next thing happen on Curator's threads. @return whether there was one */
    public boolean deliver() {
        Iterator<Event> waiting = events.iterator();
        while (waiting.hasNext()) {
            Event event = waiting.next();
            if (!cut || !event.fromServer) {
                waiting.remove();
                event.task.run();
                return true;
            }
        }
        return false;
    }

    /** The server ends the session. */
    void expire() {
        if (over) {
            return;
        }
        over = true;
        once.clear();
        lasting.clear();
        events.removeIf(Event::fromServer);
        zookeeper.tree().end(session);
        if (closed) {
            zookeeper.leave(this);
        } else if (cut) {
            tell(ConnectionState.LOST);
        } else {
            later(this::renewIfOver);
        }
    }

    Duration silent(Duration time) {
        silence = cut || frozen || closed ? silence.plus(time) : Duration.ZERO;
        return silence;
    }

    <T> T call(boolean changes, Call<T> call) throws KeeperException {
        beforeCall.run();
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (cut) {
            throw new KeeperException.ConnectionLossException();
        }
        renewIfOver();
        switch (changes ? zookeeper.outcome() : FakeZookeeper.Outcome.DONE) {
            case DONE -> {
                return call.run();
            }
            case REPEATED -> {
                run(call);
                return call.run();
            }
            case UNANSWERED -> {
                run(call);
                throw new KeeperException.ConnectionLossException();
            }
            default -> throw new KeeperException.ConnectionLossException();
        }
    }

    /** On one of Curator's threads, or another that waits for ZooKeeper. */
    public void later(Runnable task) {
        if (!closed) {
            events.add(new Event(false, task));
        }
    }

    void watchOnce(String path, CuratorWatcher watcher) {
        once.computeIfAbsent(path, any -> new LinkedHashSet<>()).add(watcher);
    }

    void watch(String path, AddWatchMode mode, CuratorWatcher watcher) {
        lasting.put(watcher, new Watch(path, mode));
    }

    void unwatch(CuratorWatcher watcher) {
        lasting.remove(watcher);
    }

    FakeTree tree() {
        return zookeeper.tree();
    }

    /** As it was last known to the server. */
    public long session() {
        return session;
    }

    void changed(String path, EventType type) {
        if (over || closed) {
            return;
        }
        Set<CuratorWatcher> watchers = once.remove(path);
        if (watchers != null) {
            watchers.forEach(watcher -> happened(watcher, path, type));
        }
        lasting.forEach((watcher, watch) -> {
            if (watch.covers(path)) {
                happened(watcher, path, type);
            }
        });
    }

    Listenable<ConnectionStateListener> listenable() {
        return new Listenable<>() {
            @Override
            public void addListener(ConnectionStateListener listener) {
                listeners.add(listener);
            }

            @Override
            public void addListener(ConnectionStateListener listener, Executor executor) {
                listeners.add(listener);
            }

            @Override
            public void removeListener(ConnectionStateListener listener) {
                listeners.remove(listener);
            }
        };
    }

    private void happened(CuratorWatcher watcher, String path, EventType type) {
        events.add(new Event(true, () -> {
            try {
                watcher.process(new WatchedEvent(type, KeeperState.SyncConnected, path));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    /** Curator begins a session of its own accord, and tells of it afterwards. */
    private void renewIfOver() {
        if (over && !cut && !closed) {
            over = false;
            session = zookeeper.newSession();
            if (told != ConnectionState.LOST) {
                tell(ConnectionState.LOST);
            }
            tell(ConnectionState.RECONNECTED);
        }
    }

    private void tell(ConnectionState state) {
        told = state;
        later(() -> List.copyOf(listeners).forEach(listener -> listener.stateChanged(framework, state)));
    }

    private static void run(Call<?> call) {
        try {
            call.run();
        } catch (KeeperException e) {
            // nobody hears of it
        }
    }
}
