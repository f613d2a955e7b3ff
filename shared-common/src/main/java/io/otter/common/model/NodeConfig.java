package io.otter.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node as published by the manager.
 *
 * @param nid the id of table NODE and the number in the node's conf/nid
 * @param host what other nodes connect to; never compared with local interfaces
 * @param port the RPC port that the node listens on
 * @param keyGeneration of its key for the RPC: those before it were revoked; 0 for the first
 */
public record NodeConfig(
        int nid,
        String name,
        String host,
        int port,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int keyGeneration) {
    /** With its first key. */
    public NodeConfig(int nid, String name, String host, int port) {
        this(nid, name, host, port, 0);
    }

    /** By nid. */
    public static Map<Integer, Integer> keyGenerations(List<NodeConfig> nodes) {
        return nodes.stream().collect(Collectors.toMap(NodeConfig::nid, NodeConfig::keyGeneration, Math::max));
    }

    /** As earlier managers have published it. */
    @JsonCreator
    static NodeConfig stored(
            @JsonProperty("nid") int nid,
            @JsonProperty("name") String name,
            @JsonProperty("host") String host,
            @JsonProperty("port") int port,
            @JsonProperty("keyGeneration") @Nullable Integer keyGeneration) {
        return new NodeConfig(nid, name, host, port, keyGeneration == null ? 0 : keyGeneration);
    }
}
