package io.otter.arbitrate.mainstem;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last switch of each pipeline that a user has asked for; nodes watch this and comply. Thread-safe. */
public final class Switches {
    private static final Logger log = LoggerFactory.getLogger(Switches.class);

    private final Coordination coordination;
    private final CuratorFramework client;

    public Switches(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /** Replaces an earlier one. */
    public void ask(long pipelineId, Switch asked) {
        String path = Znode.switchOf(pipelineId);
        try {
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path, coordination.commands().write(path, asked));
            log.info("pipeline id {}: {} asks for another mainstem: {}", pipelineId, asked.by(), asked);
        } catch (Exception e) {
            throw coordination.failure("asking for another mainstem of pipeline " + pipelineId, e);
        }
    }

    /** Empty if none was ever asked for. */
    public Optional<Switch> find(long pipelineId) {
        try {
            return read(Znode.switchOf(pipelineId));
        } catch (Exception e) {
            throw coordination.failure("reading the switch of pipeline " + pipelineId, e);
        }
    }

    /** By pipeline id. */
    public Map<Long, Switch> list() {
        Map<Long, Switch> asked = new TreeMap<>();
        try {
            for (String id : client.getChildren().forPath(Znode.SWITCHES)) {
                read(Znode.SWITCHES + "/" + id).ifPresent(one -> asked.put(Long.valueOf(id), one));
            }
        } catch (KeeperException.NoNodeException e) {
            return Map.of();
        } catch (Exception e) {
            throw coordination.failure("listing the switches", e);
        }
        return asked;
    }

    private Optional<Switch> read(String path) throws Exception {
        try {
            return coordination.commands().read(path, client.getData().forPath(path), Switch.class);
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }
}
