package io.otter.arbitrate.process;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.OtterException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches in flight, for display: marks are written in the background, in order, and no batch waits for them.
 * Written by a pipeline's mainstem, readable by anyone. Thread-safe.
 */
public final class ProcessMarks {
    private static final Logger log = LoggerFactory.getLogger(ProcessMarks.class);

    private final Coordination coordination;
    private final CuratorFramework client;
    private final long pipelineId;
    private final String processes;
    private volatile @Nullable TermGuard term;
    private final BackgroundCallback written = (ignored, event) -> {
        KeeperException.Code code = KeeperException.Code.get(event.getResultCode());
        if (code != KeeperException.Code.OK) {
            log.debug("mark {} was not written: {}", event.getPath(), code);
        }
    };

    public ProcessMarks(Coordination coordination, long channelId, long pipelineId) {
        this.coordination = coordination;
        this.pipelineId = pipelineId;
        client = coordination.client();
        processes = Znode.processes(channelId, pipelineId);
    }

    /** Removes what an earlier term left; call at the start of a term. From now on every mark is bound to it. */
    public void begin(TermGuard begun) {
        try {
            create();
            for (String child : client.getChildren().forPath(processes)) {
                try {
                    begun.commit(client.transactionOp().delete().forPath(processes + "/" + child));
                } catch (KeeperException.NoNodeException e) {
                    log.debug("process {} was ended meanwhile", child);
                }
            }
            term = begun;
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("clearing the processes of pipeline " + pipelineId, e);
        }
    }

    /** Marks a batch; ignored if the term is over. */
    public void mark(long processId, ProcessMark mark) {
        try {
            term().commitLater(
                            written, client.transactionOp().create().forPath(path(processId), Documents.write(mark)));
        } catch (Exception e) {
            log.debug("process {} of pipeline {} is not marked: {}", processId, pipelineId, e.getMessage());
        }
    }

    /** Removes a mark; ignored if the term is over. */
    public void done(long processId) {
        try {
            term().commitLater(written, client.transactionOp().delete().forPath(path(processId)));
        } catch (Exception e) {
            log.debug("process {} of pipeline {} stays marked: {}", processId, pipelineId, e.getMessage());
        }
    }

    /** Marks by process id. */
    public Map<Long, ProcessMark> list() {
        Map<Long, ProcessMark> marks = new TreeMap<>();
        try {
            for (String child : client.getChildren().forPath(processes)) {
                try {
                    byte[] bytes = client.getData().forPath(processes + "/" + child);
                    marks.put(Long.parseLong(child), Documents.read(bytes, ProcessMark.class));
                } catch (KeeperException.NoNodeException e) {
                    log.debug("process {} ended while the list was read", child);
                }
            }
            return marks;
        } catch (KeeperException.NoNodeException e) {
            return Map.of();
        } catch (Exception e) {
            throw coordination.failure("listing the processes of pipeline " + pipelineId, e);
        }
    }

    private void create() throws Exception {
        try {
            client.create().creatingParentsIfNeeded().forPath(processes);
        } catch (KeeperException.NodeExistsException e) {
            log.debug("{} is there already", processes);
        }
    }

    private TermGuard term() {
        TermGuard present = term;
        if (present == null) {
            throw new IllegalStateException("no term has begun");
        }
        return present;
    }

    /** Ten digits, so that names sort; a formatter would cost more than the rest of a mark. */
    private String path(long processId) {
        String digits = Long.toString(processId);
        return processes + "/" + "0".repeat(Math.max(0, 10 - digits.length())) + digits;
    }
}
