package io.otter.manager.sync;

import static java.util.stream.Collectors.groupingBy;

import io.otter.common.model.Consistency;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.LoadBalance;
import io.otter.common.model.NoKey;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SyncMode;
import io.otter.manager.change.AlikeNameException;
import io.otter.manager.document.StoredDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Channels with their pipelines in the manager's database. Thread-safe. */
@Component
public final class ChannelStore {
    private static final String SELECT = "SELECT";
    private static final String EXTRACT = "EXTRACT";
    private static final String LOAD = "LOAD";

    /** As alibaba/otter spells them. */
    private static final Map<LoadBalance, String> LB_ALGORITHMS =
            Map.of(LoadBalance.STICK, "Stick", LoadBalance.ROUND_ROBIN, "RoundRbin", LoadBalance.RANDOM, "Random");

    private final ChannelMapper mapper;
    private final PairStore pairs;

    ChannelStore(ChannelMapper mapper, PairStore pairs) {
        this.mapper = mapper;
        this.pairs = pairs;
    }

    /** By name. */
    public List<Channel> channels() {
        Map<Long, List<ChannelMapper.NodeRow>> nodes =
                mapper.nodes().stream().collect(groupingBy(ChannelMapper.NodeRow::pipelineId));
        Map<Long, List<Pair>> pairsOf = pairs.byPipeline();
        Map<Long, List<Pipeline>> pipelines = mapper.pipelines().stream()
                .collect(groupingBy(
                        ChannelMapper.PipelineRow::channelId,
                        Collectors.mapping(
                                row -> pipeline(
                                        row,
                                        nodes.getOrDefault(row.id(), List.of()),
                                        pairsOf.getOrDefault(row.id(), List.of())),
                                Collectors.toList())));
        return mapper.channels().stream()
                .map(row -> {
                    StoredDocument parameters = StoredDocument.parse(row.parameters());
                    return new Channel(
                            row.id(),
                            row.name(),
                            parameters.constant("syncMode", SyncMode.class, SyncMode.FIELD),
                            parameters.constant("syncConsistency", Consistency.class, Consistency.BASE),
                            parameters.flag("initialCopy", false),
                            parameters.flag("pauseTogether", false),
                            parameters.text("verifyCron").orElse(""),
                            Limits.VERIFY_SAMPLE.clamp(parameters.number("verifySample", 0)),
                            pipelines.getOrDefault(row.id(), List.of()));
                })
                .toList();
    }

    /** Inserts, or replaces if it has an id, including pipelines and pairs; call within a transaction. */
    public void save(Channel channel) {
        String parameters = StoredDocument.parse(channel.id() == 0 ? null : mapper.channelParameters(channel.id()))
                .put("syncMode", channel.syncMode().name())
                .put("syncConsistency", channel.consistency().name())
                .put("initialCopy", channel.initialCopy() ? true : null)
                .put("pauseTogether", channel.pauseTogether() ? true : null)
                .put("verifyCron", channel.verifyCron().isEmpty() ? null : channel.verifyCron())
                .put("verifySample", channel.verifySample() == 0 ? null : channel.verifySample())
                .json();
        long id = channel.id();
        if (id == 0) {
            mapper.insertChannel(new ChannelMapper.ChannelRow(0, channel.name(), parameters));
            id = mapper.lastId();
        } else {
            mapper.updateChannel(new ChannelMapper.ChannelRow(id, channel.name(), parameters));
            delete(id, channel.pipelines());
        }
        long saved = id;
        for (Pipeline pipeline : channel.pipelines()) {
            AlikeNameException.writing(pipeline.name(), () -> save(saved, pipeline));
        }
    }

    /** Deletes it with its pipelines and pairs; call within a transaction. */
    public void delete(Channel channel) {
        delete(channel.id(), List.of());
        mapper.deleteChannel(channel.id());
    }

    private void delete(long channelId, List<Pipeline> kept) {
        for (ChannelMapper.PipelineRow row : mapper.pipelines()) {
            if (row.channelId() == channelId && kept.stream().noneMatch(pipeline -> pipeline.id() == row.id())) {
                pairs.replace(row.id(), List.of());
                mapper.deleteNodes(row.id());
                mapper.deletePipeline(row.id());
            }
        }
    }

    private void save(long channelId, Pipeline pipeline) {
        long id = pipeline.id();
        PipelineParameters values = pipeline.parameters();
        String parameters = StoredDocument.parse(id == 0 ? null : mapper.pipelineParameters(id))
                .put("destinationName", pipeline.canal())
                .put("parallelism", values.parallelism())
                .put("mainstemBatchsize", values.batchRows())
                .put("batchBytes", values.batchBytes())
                .put("loadPoolSize", values.loadPoolSize())
                .put("ddlSync", values.ddlSync())
                .put("ddl", values.ddl().isEmpty() ? null : new TreeMap<>(values.ddl()))
                .put("onError", values.onError().name())
                .put("skipFreedom", values.skipFreeDoor())
                .put("skipNoRow", values.skipNoRow())
                .put("enableCompatibleMissColumn", values.compatibleMissingColumn())
                .put("noKey", values.noKey().name())
                .put("dryRun", values.dryRun())
                .put("order", values.order().name())
                .put("heartbeatSeconds", values.heartbeatSeconds())
                .put("purgeFreeDoor", values.purgeFreeDoor())
                .put("lbAlgorithm", LB_ALGORITHMS.get(values.loadBalance()))
                .json();
        ChannelMapper.PipelineRow row = new ChannelMapper.PipelineRow(id, channelId, pipeline.name(), parameters);
        if (id == 0) {
            mapper.insertPipeline(row);
            id = mapper.lastId();
        } else {
            mapper.updatePipeline(row);
            mapper.deleteNodes(id);
        }
        for (int nid : pipeline.select()) {
            mapper.insertNode(id, nid, SELECT);
            mapper.insertNode(id, nid, EXTRACT);
        }
        for (int nid : pipeline.load()) {
            mapper.insertNode(id, nid, LOAD);
        }
        pairs.replace(id, pipeline.pairs());
    }

    private static Pipeline pipeline(
            ChannelMapper.PipelineRow row, List<ChannelMapper.NodeRow> nodes, List<Pair> pairs) {
        StoredDocument values = StoredDocument.parse(row.parameters());
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return new Pipeline(
                row.id(),
                row.name(),
                values.text("destinationName").orElse(""),
                nids(nodes, SELECT),
                nids(nodes, LOAD),
                new PipelineParameters(
                        Limits.PARALLELISM.clamp(values.number("parallelism", defaults.parallelism())),
                        Limits.BATCH_ROWS.clamp(values.number("mainstemBatchsize", defaults.batchRows())),
                        Limits.BATCH_BYTES.clamp(values.number("batchBytes", defaults.batchBytes())),
                        Limits.LOAD_POOL_SIZE.clamp(values.number("loadPoolSize", defaults.loadPoolSize())),
                        values.flag("ddlSync", defaults.ddlSync()),
                        values.constants("ddl", DdlKind.class, DdlPolicy.class),
                        values.constant("onError", ErrorPolicy.class, defaults.onError()),
                        values.flag("skipFreedom", defaults.skipFreeDoor()),
                        values.flag("skipNoRow", defaults.skipNoRow()),
                        values.flag("enableCompatibleMissColumn", defaults.compatibleMissingColumn()),
                        values.text("noKey")
                                        .filter(NoKey.FULL_ROW.name()::equals)
                                        .isPresent()
                                ? NoKey.FULL_ROW
                                : NoKey.REFUSE,
                        values.flag("dryRun", defaults.dryRun()),
                        values.text("order")
                                        .filter(Order.RELAXED.name()::equals)
                                        .isPresent()
                                ? Order.RELAXED
                                : Order.SOURCE,
                        Limits.HEARTBEAT_SECONDS.clamp(values.number("heartbeatSeconds", defaults.heartbeatSeconds())),
                        loadBalance(values),
                        values.flag("purgeFreeDoor", defaults.purgeFreeDoor())),
                pairs);
    }

    private static LoadBalance loadBalance(StoredDocument values) {
        return LB_ALGORITHMS.entrySet().stream()
                .filter(known -> values.text("lbAlgorithm").equals(Optional.of(known.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(PipelineParameters.DEFAULTS.loadBalance());
    }

    private static List<Integer> nids(List<ChannelMapper.NodeRow> nodes, String location) {
        return nodes.stream()
                .filter(node -> node.location().equals(location))
                .map(node -> Math.toIntExact(node.nodeId()))
                .toList();
    }
}
