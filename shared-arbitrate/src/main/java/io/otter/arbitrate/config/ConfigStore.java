package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** Configuration in ZooKeeper, written by managers and read by nodes. Thread-safe. */
public final class ConfigStore {
    private final Coordination coordination;
    private final CuratorFramework client;

    public ConfigStore(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /**
     * Publishes a channel with a version above the published one, unless only the version differs.
     *
     * @return what is published now
     */
    public ChannelConfig publish(ChannelConfig channel) {
        String path = Znode.config(channel.id());
        try {
            while (true) {
                Optional<ChannelConfig> present = read(path, ChannelConfig.class);
                if (present.isPresent()
                        && present.get()
                                .equals(channel.withVersion(present.get().version()))) {
                    return present.get();
                }
                ChannelConfig next =
                        channel.withVersion(present.map(ChannelConfig::version).orElse(0L) + 1);
                try {
                    if (present.isEmpty()) {
                        client.create().creatingParentsIfNeeded().forPath(path, Documents.write(next));
                    } else {
                        client.setData().forPath(path, Documents.write(next));
                    }
                    return next;
                } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
                    continue; // another manager was faster: try again
                }
            }
        } catch (Exception e) {
            throw coordination.failure("publishing channel " + channel.name(), e);
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
        byte[] document = Documents.write(nodes.toArray(NodeConfig[]::new));
        try {
            client.create().orSetData().creatingParentsIfNeeded().forPath(Znode.CONFIG_NODES, document);
        } catch (Exception e) {
            throw coordination.failure("publishing the nodes", e);
        }
    }

    /** The published nodes; empty when no manager has published any. */
    public List<NodeConfig> nodes() {
        try {
            return read(Znode.CONFIG_NODES, NodeConfig[].class).map(List::of).orElse(List.of());
        } catch (Exception e) {
            throw coordination.failure("reading the nodes", e);
        }
    }

    /** The published channels by id. */
    public Map<Long, ChannelConfig> channels() {
        Map<Long, ChannelConfig> channels = new TreeMap<>();
        try {
            for (String child : client.getChildren().forPath(Znode.CONFIG_CHANNELS)) {
                read(Znode.CONFIG_CHANNELS + "/" + child, ChannelConfig.class)
                        .ifPresent(channel -> channels.put(channel.id(), channel));
            }
        } catch (KeeperException.NoNodeException e) {
            return Map.of();
        } catch (Exception e) {
            throw coordination.failure("reading the channels", e);
        }
        return channels;
    }

    private <T> Optional<T> read(String path, Class<T> type) throws Exception {
        try {
            return Optional.of(Documents.read(client.getData().forPath(path), type));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }
}
