package io.otter.arbitrate.config;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was published at one moment, with the versions that say whether it still is.
 *
 * @param listed the nodes; empty when no manager has published any
 * @param channels by id
 * @param refused versions, by path, of what no manager of this installation wrote
 */
public record Published(
        Optional<Entry<List<NodeConfig>>> listed,
        Map<Long, Entry<ChannelConfig>> channels,
        Map<String, Integer> refused) {
    public Published {
        channels = Map.copyOf(channels);
        refused = Map.copyOf(refused);
    }

    public List<NodeConfig> nodes() {
        return listed.map(Entry::value).orElse(List.of());
    }

    public Optional<ChannelConfig> channel(long id) {
        return Optional.ofNullable(channels.get(id)).map(Entry::value);
    }

    /** @param version of the znode */
    public record Entry<T>(T value, int version) {}
}
