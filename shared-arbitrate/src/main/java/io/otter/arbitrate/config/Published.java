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
 */
public record Published(Optional<Entry<NodeConfig[]>> listed, Map<Long, Entry<ChannelConfig>> channels) {
    public Published {
        channels = Map.copyOf(channels);
    }

    public List<NodeConfig> nodes() {
        return listed.map(entry -> List.of(entry.value())).orElse(List.of());
    }

    public Optional<ChannelConfig> channel(long id) {
        return Optional.ofNullable(channels.get(id)).map(Entry::value);
    }

    /** @param version of the znode */
    public record Entry<T>(T value, int version) {}
}
