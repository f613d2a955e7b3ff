package io.otter.manager.publication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.Secret;
import io.otter.database.origin.SiteTag;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Media;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.SyncRoutes;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Resolves everything that a node needs to run a channel. */
public final class Resolver {
    private final Configuration configured;
    private final ReaderIds readerIds;
    private final String installation;
    private final SyncRoutes routes;
    private final ToIntFunction<String> siteNumbers;

    /** For those who only look. */
    public Resolver(Configuration configured) {
        this(configured, "", server -> 1);
    }

    /**
     * @param installation whose configuration it is
     * @param siteNumbers the number of a server of two-way sync
     */
    public Resolver(Configuration configured, String installation, ToIntFunction<String> siteNumbers) {
        this.configured = configured;
        this.installation = installation;
        this.siteNumbers = siteNumbers;
        readerIds = ReaderIds.of(configured, installation);
        routes = SyncRoutes.of(configured);
    }

    public List<NodeConfig> nodes() {
        return configured.nodes().stream()
                .map(node -> new NodeConfig(node.nid(), node.name(), node.ip(), node.port()))
                .toList();
    }

    /**
     * The channel, with version 0.
     *
     * @throws OtterException with {@link ErrorCode#CHANNEL_INCOMPLETE} naming what is missing
     */
    public ChannelConfig channel(Channel channel) {
        if (channel.pipelines().isEmpty()) {
            throw incomplete(Refusal.NO_PIPELINE.with(channel.name()));
        }
        return new ChannelConfig(
                0,
                channel.id(),
                channel.name(),
                channel.syncMode(),
                channel.consistency(),
                channel.pipelines().stream()
                        .map(pipeline -> pipeline(channel, pipeline))
                        .toList(),
                installation,
                channel.pauseTogether());
    }

    private PipelineConfig pipeline(Channel channel, Pipeline pipeline) {
        if (pipeline.pairs().isEmpty()) {
            throw incomplete(Refusal.NO_PAIRS.with(channel.name(), pipeline.name()));
        }
        if (pipeline.select().isEmpty()) {
            throw incomplete(Refusal.NO_SELECT_NODE.with(channel.name(), pipeline.name()));
        }
        if (pipeline.load().isEmpty()) {
            throw incomplete(Refusal.NO_LOAD_NODE.with(channel.name(), pipeline.name()));
        }
        DataMediaSource source = source(channel, pipeline.pairs().get(0).from().source());
        if (pipeline.pairs().stream().anyMatch(pair -> !pair.from().source().equalsIgnoreCase(source.name()))) {
            throw incomplete(Refusal.SEVERAL_SOURCES.with(channel.name(), pipeline.name()));
        }
        List<DataMediaSource> targets = pipeline.pairs().stream()
                .map(pair -> source(channel, pair.to().source()))
                .distinct()
                .toList();
        Canal canal = configured
                .canal(pipeline.canal())
                .orElseThrow(() ->
                        incomplete(Refusal.CANAL_MISSING.with(channel.name(), pipeline.name(), pipeline.canal())));
        routes.contradicting(pipeline).ifPresent(table -> {
            throw incomplete(Refusal.CONFLICTS_CONTRADICT.with(channel.name(), pipeline.name(), table));
        });
        routes.repeating(pipeline).ifPresent(again -> {
            throw incomplete(
                    Refusal.PIPELINES_REPEAT.with(channel.name(), pipeline.name(), again.table(), again.pipelines()));
        });
        routes.unsettled(pipeline).ifPresent(table -> {
            throw incomplete(Refusal.CONFLICTS_UNSETTLED.with(channel.name(), pipeline.name(), table));
        });
        return new PipelineConfig(
                pipeline.id(),
                pipeline.name(),
                canal(channel, pipeline, canal, source),
                source,
                targets,
                pipeline.select(),
                pipeline.load(),
                pipeline.parameters(),
                pipeline.pairs().stream().map(pair -> pair(channel, pair)).toList(),
                routes.origins(pipeline, server -> siteNumber(channel, server)));
    }

    private int siteNumber(Channel channel, String server) {
        int number = siteNumbers.applyAsInt(server);
        if (number < 1 || number > SiteTag.MOST) {
            throw incomplete(Refusal.TOO_MANY_SITES.with(channel.name(), server, SiteTag.MOST));
        }
        return number;
    }

    private CanalConfig canal(Channel channel, Pipeline pipeline, Canal canal, DataMediaSource mapped) {
        Optional<DataMediaSource> source = Optional.ofNullable(canal.source()).map(name -> source(channel, name));
        List<ServerAddress> addresses = addresses(channel, canal, source);
        if (addresses.isEmpty()) {
            throw incomplete(Refusal.CANAL_WITHOUT_ADDRESS.with(channel.name(), canal.name()));
        }
        return new CanalConfig(
                canal.id(),
                canal.name(),
                addresses,
                Optional.ofNullable(canal.username())
                        .or(() -> source.map(DataMediaSource::username))
                        .orElse(""),
                Optional.ofNullable(canal.password())
                        .or(() -> source.map(DataMediaSource::password))
                        .orElse(Secret.NONE),
                canal.start(),
                readerIds.of(pipeline, canal),
                canal.tsdb(),
                source.orElse(mapped).options());
    }

    private List<ServerAddress> addresses(Channel channel, Canal canal, Optional<DataMediaSource> source) {
        String group = canal.group();
        if (group != null) {
            return List.of(configured
                    .group(group)
                    .orElseThrow(() -> incomplete(Refusal.GROUP_MISSING.with(channel.name(), canal.name(), group)))
                    .master());
        }
        return canal.addresses().isEmpty()
                ? source.map(from -> List.of(new ServerAddress(from.host(), from.port())))
                        .orElse(List.of())
                : canal.addresses();
    }

    private MediaPair pair(Channel channel, Pair pair) {
        return new MediaPair(
                pair.id(),
                media(channel, pair.from()),
                media(channel, pair.to()),
                pair.weight(),
                pair.columns(),
                pair.filter(),
                pair.processor());
    }

    private DataMedia media(Channel channel, Media media) {
        return new DataMedia(media.id(), source(channel, media.source()).id(), media.schema(), media.table());
    }

    private DataMediaSource source(Channel channel, String name) {
        return configured.source(name).orElseThrow(() -> incomplete(Refusal.SOURCE_MISSING.with(channel.name(), name)));
    }

    private static RefusedException incomplete(Refused why) {
        return new RefusedException(ErrorCode.CHANNEL_INCOMPLETE, why);
    }
}
