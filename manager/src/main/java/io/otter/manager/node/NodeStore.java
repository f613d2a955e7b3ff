package io.otter.manager.node;

import io.otter.common.json.Json;
import io.otter.manager.document.StoredDocument;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Nodes and ZooKeeper clusters in the manager's database. Thread-safe. */
@Component
public final class NodeStore {
    private final NodeMapper mapper;

    NodeStore(NodeMapper mapper) {
        this.mapper = mapper;
    }

    public List<Zookeeper> zookeepers() {
        return mapper.zookeepers().stream()
                .map(row -> new Zookeeper(row.id(), row.name(), servers(row.servers())))
                .toList();
    }

    /** By nid. */
    public List<Node> nodes() {
        return mapper.nodes().stream()
                .map(row -> new Node(
                        Math.toIntExact(row.id()),
                        row.name(),
                        row.ip(),
                        (int) row.port(),
                        StoredDocument.parse(row.parameters())
                                .get("zkCluster")
                                .path("clusterName")
                                .asString(null)))
                .toList();
    }

    /** Inserts, or replaces if it has an id. */
    public void save(Zookeeper zookeeper) {
        String servers = new String(Json.write(zookeeper.servers()), StandardCharsets.UTF_8);
        if (zookeeper.id() == 0) {
            mapper.insertZookeeper(zookeeper.name(), servers);
        } else {
            mapper.updateZookeeper(zookeeper.id(), zookeeper.name(), servers);
        }
    }

    /** Inserts or replaces the node with this nid. */
    public void save(Node node) {
        String json = StoredDocument.parse(mapper.parameters(node.nid()))
                .put("zkCluster", cluster(node.zookeeper()))
                .json();
        NodeMapper.NodeRow row = new NodeMapper.NodeRow(node.nid(), node.name(), node.ip(), node.port(), json);
        if (mapper.nodes().stream().anyMatch(one -> one.id() == row.id())) {
            mapper.updateNode(row);
        } else {
            mapper.insertNode(row);
        }
    }

    public void delete(Zookeeper zookeeper) {
        mapper.deleteZookeeper(zookeeper.id());
    }

    public void delete(Node node) {
        mapper.deleteNode(node.nid());
    }

    private @Nullable Map<String, Object> cluster(@Nullable String name) {
        for (Zookeeper zookeeper : zookeepers()) {
            if (zookeeper.name().equalsIgnoreCase(name)) {
                Map<String, Object> cluster = new LinkedHashMap<>();
                cluster.put("id", zookeeper.id());
                cluster.put("clusterName", zookeeper.name());
                cluster.put("serverList", zookeeper.servers());
                return cluster;
            }
        }
        return null;
    }

    private static List<String> servers(String stored) {
        try {
            return List.of(Json.MAPPER.readValue(stored, String[].class));
        } catch (JacksonException e) {
            return Stream.of(stored.split("[;,\\s]+"))
                    .filter(server -> !server.isEmpty())
                    .toList();
        }
    }
}
