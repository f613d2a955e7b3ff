package io.otter.node.handover;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.Secret;
import java.util.List;
import java.util.Map;

/** One channel with one pipeline: table shop.a, selected on node 1, loaded on node 2. */
final class Channels {
    private Channels() {}

    static ChannelConfig of(long version, int port) {
        return of(version, port, "otter", Secret.NONE);
    }

    static ChannelConfig of(long version, int port, String user, Secret password) {
        DataMediaSource source =
                new DataMediaSource(1, "source", SourceType.MYSQL, "127.0.0.1", port, user, password, Map.of());
        DataMediaSource target =
                new DataMediaSource(2, "target", SourceType.MYSQL, "127.0.0.1", port, user, password, Map.of());
        PipelineConfig pipeline = new PipelineConfig(
                11,
                "there",
                new CanalConfig(
                        1,
                        "canal",
                        List.of(new ServerAddress("127.0.0.1", port)),
                        user,
                        password,
                        new StartPosition.Latest(),
                        9_001,
                        true),
                source,
                List.of(target),
                List.of(1),
                List.of(2),
                PipelineParameters.DEFAULTS,
                List.of(new MediaPair(
                        7, new DataMedia(1, 1, "shop", "a"), new DataMedia(2, 2, "shop", "a"), 5, ColumnView.ALL)));
        return new ChannelConfig(version, 10, "orders", SyncMode.ROW, Consistency.BASE, List.of(pipeline));
    }
}
