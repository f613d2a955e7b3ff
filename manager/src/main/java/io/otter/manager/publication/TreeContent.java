package io.otter.manager.publication;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.NodeConfig;
import java.util.List;
import java.util.Set;

/**
 * What ZooKeeper is to hold.
 *
 * @param channels those that are complete
 * @param channelIds of all channels
 */
record TreeContent(String installation, List<NodeConfig> nodes, List<ChannelConfig> channels, Set<Long> channelIds) {}
