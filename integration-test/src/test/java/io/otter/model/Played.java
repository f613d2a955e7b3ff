package io.otter.model;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.Secret;
import io.otter.manager.node.Node;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.util.List;
import java.util.Map;

/** Channel shop with pipeline line, which two nodes may select. */
final class Played {
    static final long CHANNEL = 1;
    static final long PIPELINE = 11;

    private Played() {}

    static ChannelConfig channel() {
        ServerAddress address = new ServerAddress("127.0.0.1", 3306);
        DataMediaSource server =
                new DataMediaSource(1, "s", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        CanalConfig canal =
                new CanalConfig(1, "log", List.of(address), "u", Secret.NONE, new StartPosition.Latest(), 1, false);
        PipelineConfig pipeline = new PipelineConfig(
                PIPELINE,
                "line",
                canal,
                server,
                List.of(server),
                List.of(1, 2),
                List.of(1, 2),
                PipelineParameters.DEFAULTS,
                List.of());
        return new ChannelConfig(1, CHANNEL, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline));
    }

    static List<NodeConfig> nodes() {
        return List.of(new NodeConfig(1, "n1", "127.0.0.1", 2088), new NodeConfig(2, "n2", "127.0.0.1", 2089));
    }

    static Configuration configuration() {
        Pipeline pipeline = new Pipeline(
                PIPELINE, "line", "log", List.of(1, 2), List.of(1, 2), PipelineParameters.DEFAULTS, List.of());
        return new Configuration(
                List.of(),
                List.of(new Node(1, "n1", "127.0.0.1", 2088, null), new Node(2, "n2", "127.0.0.1", 2089, null)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Channel(CHANNEL, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline))));
    }
}
