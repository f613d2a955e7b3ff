package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import java.util.function.Consumer;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that something may have changed: once at the start, after each change, and after each reconnection. Calls
 * come one at a time on Curator's thread and must not block; the receiver has to read what changed.
 */
public final class TreeWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TreeWatch.class);

    private final Coordination coordination;
    private final String path;
    private final AddWatchMode mode;
    private final Runnable changed;
    /** One object, so that setting it anew adds none. */
    private final CuratorWatcher watcher = this::happened;

    private final Consumer<SessionState> connected = this::sessionChanged;
    private volatile boolean closed;

    private TreeWatch(Coordination coordination, String path, AddWatchMode mode, Runnable changed) {
        this.coordination = coordination;
        this.path = path;
        this.mode = mode;
        this.changed = changed;
    }

    /** Watches a path and everything below it. */
    public static TreeWatch ofTree(Coordination coordination, String path, Runnable changed) {
        return begun(new TreeWatch(coordination, path, AddWatchMode.PERSISTENT_RECURSIVE, changed));
    }

    /** Watches a single znode without its children, which may change all the time. */
    public static TreeWatch ofNode(Coordination coordination, String path, Runnable changed) {
        return begun(new TreeWatch(coordination, path, AddWatchMode.PERSISTENT, changed));
    }

    private static TreeWatch begun(TreeWatch watch) {
        watch.coordination.listen(watch.connected);
        watch.set();
        return watch;
    }

    @Override
    public void close() {
        closed = true;
        coordination.unlisten(connected);
        try {
            coordination.client().watchers().remove(watcher).inBackground().forPath(path);
        } catch (Exception e) {
            log.debug("{} stays watched: {}", path, e.toString());
        }
    }

    /** A new session has no watches. */
    private void sessionChanged(SessionState state) {
        if (state == SessionState.CONNECTED) {
            set();
        }
    }

    private void set() {
        try {
            coordination
                    .client()
                    .watchers()
                    .add()
                    .withMode(mode)
                    .inBackground((ignored, event) -> isSet(event))
                    .usingWatcher(watcher)
                    .forPath(path);
        } catch (Exception e) {
            log.warn("{} is not watched: {}", path, e.toString());
        }
    }

    private void isSet(CuratorEvent event) {
        if (closed) {
            return;
        }
        if (event.getResultCode() == KeeperException.Code.OK.intValue()) {
            changed.run();
        } else if (coordination.state() == SessionState.CONNECTED) {
            set();
        }
    }

    private void happened(WatchedEvent event) {
        Watcher.Event.EventType type = event.getType();
        if (!closed && type != Watcher.Event.EventType.None && type != Watcher.Event.EventType.NodeChildrenChanged) {
            changed.run();
        }
    }
}
