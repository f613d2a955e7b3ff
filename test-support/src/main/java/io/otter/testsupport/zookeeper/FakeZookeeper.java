package io.otter.testsupport.zookeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.EventType;

/**
 * ZooKeeper in memory, for one thread and a clock that the test moves: nothing happens but what the test lets happen, so a
 * run can be repeated. Knows of Curator what this project uses of it.
 */
public final class FakeZookeeper {
    private final Duration sessionTimeout;
    private final List<FakeClient> clients = new ArrayList<>();
    private final FakeTree tree = new FakeTree(new Told());
    private long sessions;
    private Supplier<Outcome> outcomes = () -> Outcome.DONE;
    private Commits commits = (session, operations, ownerBefore) -> {};

    public FakeZookeeper(Duration sessionTimeout) {
        this.sessionTimeout = sessionTimeout;
    }

    /** What becomes of a call that changes something. */
    public enum Outcome {
        DONE,
        /** Is done, the answer is lost, and Curator repeats the call. */
        REPEATED,
        /** Is done, and the answer is lost for good. */
        UNANSWERED,
        /** Is not done. */
        LOST
    }

    /** What processes change. */
    public interface Commits {
        /** @param ownerBefore the session of which an ephemeral znode was before; 0 when there was none */
        void committed(long session, Iterable<Op> operations, ToLongFunction<String> ownerBefore);
    }

    /** @param each is told of each change that is made */
    public void watch(Commits each) {
        commits = each;
    }

    /** @param next is asked for each call */
    public void outcomes(Supplier<Outcome> next) {
        outcomes = next;
    }

    /** Connects a process. */
    public FakeClient connect() {
        FakeClient client = new FakeClient(this);
        clients.add(client);
        return client;
    }

    /** As if somebody removed everything; sessions go on. */
    public void wipe() {
        tree.wipe();
    }

    /** As if the servers were replaced by new ones: there is nothing, and no session is known. */
    public void replace() {
        List.copyOf(clients).forEach(FakeClient::expire);
        tree.wipe();
    }

    /** Ends the sessions of those that cannot say that they live. */
    public void pass(Duration time) {
        for (FakeClient client : List.copyOf(clients)) {
            if (client.silent(time).compareTo(sessionTimeout) > 0) {
                client.expire();
            }
        }
    }

    FakeTree tree() {
        return tree;
    }

    Outcome outcome() {
        return outcomes.get();
    }

    long newSession() {
        return ++sessions;
    }

    void leave(FakeClient client) {
        clients.remove(client);
    }

    private final class Told implements FakeTree.Changes {
        @Override
        public void changed(String path, EventType type) {
            List.copyOf(clients).forEach(client -> client.changed(path, type));
        }

        @Override
        public void committed(long session, Iterable<Op> operations, ToLongFunction<String> ownerBefore) {
            commits.committed(session, operations, ownerBefore);
        }
    }
}
