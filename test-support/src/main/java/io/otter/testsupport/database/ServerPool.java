package io.otter.testsupport.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Servers that tests use one after the other: whoever takes one has it alone and as new until closing it. Those of one
 * name with equal options are interchangeable; there are as many as are in use at the same time. JUnit passes the pool
 * of the JVM to tests that are extended with {@link SharedServers}. Thread-safe.
 */
public final class ServerPool implements AutoCloseable {
    /** Source and target of each kind; more, with options of their own, would only cost memory. */
    private static final int MOST_IDLE = 10;

    private final List<Started> started = new ArrayList<>();
    private final Deque<Started> idle = new ArrayDeque<>();

    ServerPool() {}

    /**
     * A running server without schemas, accounts, settings and log of those who had it before. Stopping, killing and
     * restarting it is allowed.
     *
     * @param options of the server, as for {@link DatabaseServer#start}; a setting that {@code SET GLOBAL} can change is
     *     better set afterwards, since the next one who takes the server does not have it
     */
    public synchronized DatabaseServer take(String name, String... options) {
        List<String> wanted = List.of(options);
        for (Started candidate : List.copyOf(idle)) {
            if (candidate.server.name().equals(name) && candidate.options.equals(wanted)) {
                idle.remove(candidate);
                if (isAsNew(candidate)) {
                    return lend(candidate);
                }
                remove(candidate);
            }
        }
        DatabaseServer server = DatabaseServer.start(name, options);
        Started fresh = new Started(server, wanted, InitialState.of(server));
        started.add(fresh);
        return lend(fresh);
    }

    /** Removes all servers, even those in use. */
    @Override
    public synchronized void close() {
        List.copyOf(started).forEach(this::remove);
        idle.clear();
    }

    private DatabaseServer lend(Started taken) {
        AtomicBoolean closed = new AtomicBoolean();
        return taken.server.lent(() -> {
            if (!closed.getAndSet(true)) {
                giveBack(taken);
            }
        });
    }

    private synchronized void giveBack(Started returned) {
        if (started.contains(returned)) {
            idle.addLast(returned);
        }
        while (idle.size() > MOST_IDLE) {
            remove(idle.removeFirst());
        }
    }

    private static boolean isAsNew(Started candidate) {
        try {
            candidate.state.restore(candidate.server);
            return true;
        } catch (SQLException e) {
            System.out.println(candidate.server + " is replaced: " + e.getMessage());
            return false;
        }
    }

    private void remove(Started old) {
        started.remove(old);
        old.server.close();
    }

    /** Compared by identity. */
    private static final class Started {
        private final DatabaseServer server;
        private final List<String> options;
        private final InitialState state;

        private Started(DatabaseServer server, List<String> options, InitialState state) {
            this.server = server;
            this.options = options;
            this.state = state;
        }
    }
}
