package io.otter.node.supervisor;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Channel shop with pipeline line of canal log, and others of the opposite direction. */
final class Configured {
    static final ServerAddress LOAD_NODE = new ServerAddress("127.0.0.1", 2088);

    private Configured() {}

    static ChannelConfig channel(long channelId, long pipelineId, long... others) {
        List<PipelineConfig> pipelines = new ArrayList<>();
        pipelines.add(pipeline(pipelineId, "line"));
        for (long other : others) {
            pipelines.add(pipeline(other, "back" + other));
        }
        return new ChannelConfig(1, channelId, "shop", SyncMode.ROW, Consistency.BASE, pipelines);
    }

    private static PipelineConfig pipeline(long id, String name) {
        DataMediaSource server =
                new DataMediaSource(1, "s", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        CanalConfig canal =
                new CanalConfig(1, "log", List.of(LOAD_NODE), "u", Secret.NONE, new StartPosition.Latest(), 1, false);
        return new PipelineConfig(
                id,
                name,
                canal,
                server,
                List.of(server),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of());
    }
}
