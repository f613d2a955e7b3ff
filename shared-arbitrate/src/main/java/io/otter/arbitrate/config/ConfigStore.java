package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/** Configuration in ZooKeeper, written by managers and read by nodes. Thread-safe. */
public final class ConfigStore {
    private final Coordination coordination;
    private final CuratorFramework client;

    public ConfigStore(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /** What is published now: read it before what is to be published, and then publish upon it. */
    public Published read() {
        try {
            Map<Long, Published.Entry<ChannelConfig>> channels = new TreeMap<>();
            Map<String, Integer> refused = new TreeMap<>();
            for (String child : children()) {
                entry(Znode.CONFIG_CHANNELS + "/" + child, ChannelConfig.class, refused)
                        .ifPresent(entry -> channels.put(entry.value().id(), entry));
            }
            return new Published(listed(refused), channels, refused);
        } catch (Exception e) {
            throw coordination.failure("reading the configuration", e);
        }
    }

    /**
     * Publishes a channel with a version above the published one, unless only the version differs.
     *
     * @return what is published now
     */
    public ChannelConfig publish(ChannelConfig channel) {
        while (true) {
            Optional<ChannelConfig> published = publish(channel, read());
            if (published.isPresent()) {
                return published.get();
            }
        }
    }

    /**
     * Likewise, unless another manager has published the channel or removed it since.
     *
     * @param seen read before the channel was
     * @return what is published now; empty if the other's work stands, which may be newer
     */
    public Optional<ChannelConfig> publish(ChannelConfig channel, Published seen) {
        String path = Znode.config(channel.id());
        Published.Entry<ChannelConfig> present = seen.channels().get(channel.id());
        ChannelConfig next =
                channel.withVersion(present == null ? 1 : present.value().version() + 1);
        try {
            if (present == null) {
                client.create()
                        .creatingParentsIfNeeded()
                        .forPath(path, coordination.commands().write(path, next));
            } else if (present.value()
                    .equals(channel.withVersion(present.value().version()))) {
                return Optional.of(present.value());
            } else {
                client.setData()
                        .withVersion(present.version())
                        .forPath(path, coordination.commands().write(path, next));
            }
            return Optional.of(next);
        } catch (KeeperException.NodeExistsException
                | KeeperException.NoNodeException
                | KeeperException.BadVersionException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("publishing channel " + channel.name(), e);
        }
    }

    /** Removes what is refused, so that it can be published anew. */
    public void discard(Map<String, Integer> refused) {
        for (Map.Entry<String, Integer> one : refused.entrySet()) {
            try {
                client.delete().withVersion(one.getValue()).forPath(one.getKey());
            } catch (KeeperException.NoNodeException | KeeperException.BadVersionException e) {
                continue; // another manager was faster
            } catch (Exception e) {
                throw coordination.failure("removing " + one.getKey(), e);
            }
        }
    }

    /** Removes a channel's configuration; does nothing if there is none. */
    public void remove(long channelId) {
        try {
            client.delete().quietly().forPath(Znode.config(channelId));
        } catch (Exception e) {
            throw coordination.failure("removing the configuration of channel " + channelId, e);
        }
    }

    /** Replaces the list of nodes. */
    public void publishNodes(List<NodeConfig> nodes) {
        byte[] document = coordination.commands().write(Znode.CONFIG_NODES, new ListedNodes(nodes));
        try {
            client.create().orSetData().creatingParentsIfNeeded().forPath(Znode.CONFIG_NODES, document);
        } catch (Exception e) {
            throw coordination.failure("publishing the nodes", e);
        }
    }

    /**
     * Likewise, unless another manager has published them since.
     *
     * @param seen read before the nodes were
     * @return whether they are published
     */
    public boolean publishNodes(List<NodeConfig> nodes, Published seen) {
        byte[] document = coordination.commands().write(Znode.CONFIG_NODES, new ListedNodes(nodes));
        Optional<Published.Entry<List<NodeConfig>>> present = seen.listed();
        try {
            if (present.isEmpty()) {
                client.create().creatingParentsIfNeeded().forPath(Znode.CONFIG_NODES, document);
            } else if (!seen.nodes().equals(nodes)) {
                client.setData().withVersion(present.get().version()).forPath(Znode.CONFIG_NODES, document);
            }
            return true;
        } catch (KeeperException.NodeExistsException
                | KeeperException.NoNodeException
                | KeeperException.BadVersionException e) {
            return false;
        } catch (Exception e) {
            throw coordination.failure("publishing the nodes", e);
        }
    }

    /** The published nodes; empty when no manager has published any. */
    public List<NodeConfig> nodes() {
        try {
            return listed(new TreeMap<>()).map(Published.Entry::value).orElse(List.of());
        } catch (Exception e) {
            throw coordination.failure("reading the nodes", e);
        }
    }

    /**
     * Tells which generations of nodes' keys are published, by nid: soon, and after each change.
     *
     * @param learned called on Curator's thread; must not block
     */
    public TreeWatch watchKeys(Consumer<Map<Integer, Integer>> learned) {
        return TreeWatch.ofNode(coordination, Znode.CONFIG_NODES, () -> {
            try {
                client.getData()
                        .inBackground((ignored, event) -> told(event, learned))
                        .forPath(Znode.CONFIG_NODES);
            } catch (Exception e) {
                throw coordination.failure("reading the nodes", e);
            }
        });
    }

    /** What is missing or cannot be read now comes with another change, or the next connection. */
    private void told(CuratorEvent event, Consumer<Map<Integer, Integer>> learned) {
        if (event.getResultCode() == KeeperException.Code.OK.intValue()) {
            coordination
                    .commands()
                    .read(Znode.CONFIG_NODES, event.getData(), ListedNodes.class)
                    .ifPresent(listed -> learned.accept(NodeConfig.keyGenerations(listed.nodes())));
        }
    }

    /** The published channels by id. */
    public Map<Long, ChannelConfig> channels() {
        Map<Long, ChannelConfig> channels = new TreeMap<>();
        read().channels().forEach((id, entry) -> channels.put(id, entry.value()));
        return channels;
    }

    private List<String> children() throws Exception {
        try {
            return client.getChildren().forPath(Znode.CONFIG_CHANNELS);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    private record ListedNodes(List<NodeConfig> nodes) {}

    private Optional<Published.Entry<List<NodeConfig>>> listed(Map<String, Integer> refused) throws Exception {
        return entry(Znode.CONFIG_NODES, ListedNodes.class, refused)
                .map(entry -> new Published.Entry<>(entry.value().nodes(), entry.version()));
    }

    private <T> Optional<Published.Entry<T>> entry(String path, Class<T> type, Map<String, Integer> refused)
            throws Exception {
        Stat stat = new Stat();
        try {
            byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
            Optional<T> value = coordination.commands().read(path, bytes, type);
            if (value.isEmpty()) {
                refused.put(path, stat.getVersion());
            }
            return value.map(read -> new Published.Entry<>(read, stat.getVersion()));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }
}
