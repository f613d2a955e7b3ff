package io.otter.integration;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Origins;
import io.otter.common.model.Origins.PairOrigins;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.record.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The channels between the two servers of a {@link Line}, as a manager publishes them. */
record LineChannels(DatabaseServer source, DatabaseServer target, SecretKey key) {
    static final long CHANNEL = 7;
    static final long PIPELINE = 70;
    static final long BACK = 71;

    /** Likewise, from the end of the log on. */
    ChannelConfig oneWay(
            long id,
            String name,
            long pipeline,
            List<Integer> selectNodes,
            List<Integer> loadNodes,
            int targetPort,
            String... schemas) {
        return oneWay(id, name, pipeline, new StartPosition.Latest(), selectNodes, loadNodes, targetPort, schemas);
    }

    /** One pipeline for whole schemas, with the name of its channel, whose target is reached at another port. */
    ChannelConfig oneWay(
            long id,
            String name,
            long pipeline,
            StartPosition start,
            List<Integer> selectNodes,
            List<Integer> loadNodes,
            int targetPort,
            String... schemas) {
        List<MediaPair> pairs = new ArrayList<>();
        for (String schema : schemas) {
            String[] names = schema.split(">", 2);
            pairs.add(pair(pairs.size() + 1, 1, names[0], names[names.length - 1], ".*"));
        }
        return channel(
                id,
                name,
                List.of(new PipelineConfig(
                        pipeline,
                        name,
                        canal(1, pipeline, source, start),
                        media(1, source, source.port()),
                        List.of(media(2, target, targetPort)),
                        selectNodes,
                        loadNodes,
                        PipelineParameters.DEFAULTS,
                        pairs)));
    }

    /** The pipelines {@code line} and {@code back} for the tables of {@link io.otter.integration.chaos.TwoWayWriters}. */
    ChannelConfig bothWays(List<Integer> nodes) {
        return channel(CHANNEL, "line", List.of(way(1, nodes), way(2, nodes)));
    }

    private PipelineConfig way(int from, List<Integer> nodes) {
        int to = 3 - from;
        DatabaseServer here = from == 1 ? source : target;
        DatabaseServer there = from == 1 ? target : source;
        boolean home = to == 1;
        Map<String, ConflictRule> rules = Map.of(
                "event|tally|bag|extra_.*", ConflictRule.STOP,
                "stock", new ConflictRule(ConflictPolicy.HOME, home, "", home, List.of("n")),
                "newest", new ConflictRule(ConflictPolicy.NEWEST, home, "at", home),
                "home", new ConflictRule(ConflictPolicy.HOME, home, "", home),
                "last", new ConflictRule(ConflictPolicy.SOURCE, home, "", home));
        List<MediaPair> pairs = new ArrayList<>();
        List<PairOrigins> origins = new ArrayList<>();
        rules.forEach((tables, rule) -> {
            long id = 10L * from + pairs.size();
            pairs.add(pair(id, from, "chaos", "chaos", tables));
            origins.add(new PairOrigins(id, Set.of(), Set.of(1, 2), rule));
        });
        return new PipelineConfig(
                from == 1 ? PIPELINE : BACK,
                from == 1 ? "line" : "back",
                canal(from, from == 1 ? PIPELINE : BACK, here, new StartPosition.Latest()),
                media(from, here, here.port()),
                List.of(media(to, there, there.port())),
                nodes,
                nodes,
                withoutKeys(),
                pairs,
                new Origins(from, origins));
    }

    private static PipelineParameters withoutKeys() {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return Records.with(defaults, "noKey", NoKey.FULL_ROW);
    }

    private static ChannelConfig channel(long id, String name, List<PipelineConfig> pipelines) {
        return new ChannelConfig(0, id, name, SyncMode.ROW, Consistency.BASE, pipelines);
    }

    private static MediaPair pair(long id, int from, String schema, String targetSchema, String tables) {
        return new MediaPair(
                id,
                new DataMedia(2 * id, from, schema, tables),
                new DataMedia(2 * id + 1, 3 - from, targetSchema, tables),
                MediaPair.DEFAULT_WEIGHT,
                ColumnView.ALL);
    }

    private CanalConfig canal(long id, long pipeline, DatabaseServer server, StartPosition start) {
        return new CanalConfig(
                id,
                "log-" + id,
                List.of(new ServerAddress(server.host(), server.port())),
                server.user(),
                media(1, server, server.port()).password(),
                start,
                4_700 + pipeline,
                true);
    }

    private DataMediaSource media(long id, DatabaseServer server, int port) {
        return new DataMediaSource(
                id,
                "s" + id,
                SourceType.MYSQL,
                server.host(),
                port,
                server.user(),
                key.encrypt(
                        server.password(),
                        PasswordPlace.database(server.host(), server.port(), server.user()),
                        PasswordPlace.database(server.host(), port, server.user())),
                Map.of());
    }
}
