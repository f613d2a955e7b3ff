package io.otter.arbitrate.resync;

import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** The resyncs of one pipeline: managers publish requests, its mainstem shows how far it is. Thread-safe. */
public final class Resyncs {
    private static final String PROGRESS = "/progress";

    private final Coordination coordination;
    private final CuratorFramework client;
    private final long pipelineId;
    private final String parent;

    public Resyncs(Coordination coordination, long channelId, long pipelineId) {
        this.coordination = coordination;
        client = coordination.client();
        this.pipelineId = pipelineId;
        parent = Znode.resyncs(channelId, pipelineId);
    }

    /** Publishes a request, in place of an earlier one with its id. */
    public void publish(ResyncRequest request) {
        try {
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path(request.id()), coordination.commands().write(path(request.id()), request));
        } catch (Exception e) {
            throw coordination.failure("publishing resync " + request.id(), e);
        }
    }

    /** Removes a request that is at its end. */
    public void remove(long id) {
        try {
            client.delete().quietly().deletingChildrenIfNeeded().forPath(path(id));
        } catch (Exception e) {
            throw coordination.failure("removing resync " + id, e);
        }
    }

    /** Oldest first. */
    public List<ResyncRequest> requests() {
        List<ResyncRequest> requests = new ArrayList<>();
        try {
            for (String id : client.getChildren().forPath(parent)) {
                request(parent + "/" + id).ifPresent(requests::add);
            }
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("reading the resyncs of pipeline " + pipelineId, e);
        }
        requests.sort(Comparator.comparingLong(ResyncRequest::id));
        return requests;
    }

    /** What a node last showed; empty before it has. */
    public Optional<ResyncProgress> progress(long id) {
        return bytes(path(id) + PROGRESS).map(bytes -> Documents.read(bytes, ResyncProgress.class));
    }

    /** Shows how far a run is; does nothing once its request is gone. @param term of the node */
    public void show(ResyncProgress progress, TermGuard term) {
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
            throw coordination.failure("showing resync " + progress.id(), e);
        }
    }

    /** Calls {@code changed} on Curator's thread when requests may have changed; it must not block. */
    public AutoCloseable watch(Runnable changed) {
        return TreeWatch.ofTree(coordination, parent, changed);
    }

    private Optional<ResyncRequest> request(String path) {
        return bytes(path).flatMap(bytes -> coordination.commands().read(path, bytes, ResyncRequest.class));
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
