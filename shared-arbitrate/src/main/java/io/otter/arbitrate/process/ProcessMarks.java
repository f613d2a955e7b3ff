package io.otter.arbitrate.process;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.zookeeper.KeeperException;
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
    private final BackgroundCallback written = (ignored, event) -> {
        KeeperException.Code code = KeeperException.Code.get(event.getResultCode());
        if (code != KeeperException.Code.OK && code != KeeperException.Code.NONODE) {
            log.debug("mark {} was not written: {}", event.getPath(), code);
        }
    };

    public ProcessMarks(Coordination coordination, long channelId, long pipelineId) {
        this.coordination = coordination;
        this.pipelineId = pipelineId;
        client = coordination.client();
        processes = Znode.processes(channelId, pipelineId);
    }

    /** Removes what an earlier term left; call at the start of a term. */
    public void clear() {
        try {
            client.delete().quietly().deletingChildrenIfNeeded().forPath(processes);
            client.create().creatingParentsIfNeeded().forPath(processes);
        } catch (Exception e) {
            throw coordination.failure("clearing the processes of pipeline " + pipelineId, e);
        }
    }

    public void mark(long processId, ProcessMark mark) {
        try {
            client.create().orSetData().inBackground(written).forPath(path(processId), Documents.write(mark));
        } catch (Exception e) {
            log.debug("process {} of pipeline {} is not marked: {}", processId, pipelineId, e.getMessage());
        }
    }

    public void done(long processId) {
        try {
            client.delete().inBackground(written).forPath(path(processId));
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

    /** Ten digits, so that names sort; a formatter would cost more than the rest of a mark. */
    private String path(long processId) {
        String digits = Long.toString(processId);
        return processes + "/" + "0".repeat(Math.max(0, 10 - digits.length())) + digits;
    }
}
