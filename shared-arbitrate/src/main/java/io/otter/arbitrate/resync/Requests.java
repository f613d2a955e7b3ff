package io.otter.arbitrate.resync;

import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/**
 * Work that managers ask one pipeline for, by number, and what its mainstem shows of it. Thread-safe.
 *
 * @param <R> what is asked for
 * @param <P> how far it is
 */
public final class Requests<R extends Requests.Numbered, P extends Requests.Shown> {
    private static final String PROGRESS = "/progress";

    private final Coordination coordination;
    private final CuratorFramework client;
    private final String parent;
    private final String what;
    private final Class<R> requested;
    private final Class<P> shown;

    /** Has a number that grows with every request. */
    public interface Numbered {
        long id();
    }

    /** How far a request is. */
    public interface Shown extends Numbered {
        ResyncProgress.State state();

        /** Empty when nothing is wrong. */
        String error();
    }

    /** @param what they are called in messages */
    public Requests(Coordination coordination, String parent, String what, Class<R> requested, Class<P> shown) {
        this.coordination = coordination;
        client = coordination.client();
        this.parent = parent;
        this.what = what;
        this.requested = requested;
        this.shown = shown;
    }

    /** Publishes a request, in place of an earlier one with its id. */
    public void publish(R request) {
        try {
            String path = path(request.id());
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path, coordination.commands().write(path, request));
        } catch (Exception e) {
            throw coordination.failure("publishing " + what + " " + request.id(), e);
        }
    }

    /** Removes a request that is at its end. */
    public void remove(long id) {
        try {
            client.delete().quietly().deletingChildrenIfNeeded().forPath(path(id));
        } catch (Exception e) {
            throw coordination.failure("removing " + what + " " + id, e);
        }
    }

    /** Oldest first. */
    public List<R> list() {
        List<R> requests = new ArrayList<>();
        try {
            for (String id : client.getChildren().forPath(parent)) {
                request(parent + "/" + id).ifPresent(requests::add);
            }
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("reading " + parent, e);
        }
        requests.sort(Comparator.comparingLong(Numbered::id));
        return requests;
    }

    /** What a node last showed; empty before it has. */
    public Optional<P> progress(long id) {
        return bytes(path(id) + PROGRESS).map(bytes -> Documents.read(bytes, shown));
    }

    /** Shows how far it is; does nothing once its request is gone. @param term of the node */
    public void show(P progress, TermGuard term) {
        String path = path(progress.id()) + PROGRESS;
        byte[] bytes = Documents.write(progress);
        try {
            if (client.checkExists().forPath(path) == null) {
                term.commit(client.transactionOp().create().forPath(path, bytes));
            } else {
                term.commit(client.transactionOp().setData().forPath(path, bytes));
            }
        } catch (KeeperException.NoNodeException | KeeperException.NodeExistsException e) {
            return; // the request was removed meanwhile, or shown by a call whose answer was lost
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("showing " + what + " " + progress.id(), e);
        }
    }

    /** Calls {@code changed} on Curator's thread when requests may have changed; it must not block. */
    public AutoCloseable watch(Runnable changed) {
        return TreeWatch.ofTree(coordination, parent, changed);
    }

    private Optional<R> request(String path) {
        return bytes(path).flatMap(bytes -> coordination.commands().read(path, bytes, requested));
    }

    private Optional<byte[]> bytes(String path) {
        try {
            return Optional.of(client.getData().forPath(path));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("reading " + path, e);
        }
    }

    private String path(long id) {
        return parent + "/" + id;
    }
}
