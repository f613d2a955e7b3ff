package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.datasource.Media;
import io.otter.manager.node.Node;
import io.otter.manager.node.Zookeeper;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the configuration as a document, hiding passwords. */
final class SpecExport {
    private final Configuration configured;

    SpecExport(Configuration configured) {
        this.configured = configured;
    }

    JsonNode toSpec() {
        return Json.MAPPER.valueToTree(map(
                "zookeepers",
                configured.zookeepers().stream().map(SpecExport::zookeeper).toList(),
                "nodes",
                configured.nodes().stream().map(SpecExport::node).toList(),
                "groups",
                configured.groups().isEmpty()
                        ? null
                        : configured.groups().stream().map(SpecExport::group).toList(),
                "sources",
                configured.sources().stream().map(SpecExport::source).toList(),
                "canals",
                configured.canals().stream().map(SpecExport::canal).toList(),
                "channels",
                configured.channels().stream().map(this::channel).toList()));
    }

    private static Map<String, Object> zookeeper(Zookeeper zookeeper) {
        return map("name", zookeeper.name(), "servers", zookeeper.servers());
    }

    private static Map<String, Object> node(Node node) {
        return map(
                "name", node.name(),
                "nid", node.nid(),
                "ip", node.ip(),
                "port", node.port(),
                "zookeeper", node.zookeeper());
    }

    private static Map<String, Object> group(Group group) {
        return map(
                "name",
                group.name(),
                "master",
                group.master().toString(),
                "standby",
                group.standby() == null ? null : group.standby().toString(),
                "description",
                group.description().isEmpty() ? null : group.description());
    }

    private static Map<String, Object> source(DataMediaSource source) {
        return map(
                "name",
                source.name(),
                "type",
                source.type().name(),
                "group",
                source.group(),
                "host",
                source.group() == null ? source.host() : null,
                "port",
                source.group() == null ? source.port() : null,
                "username",
                source.username(),
                "password",
                SpecReader.HIDDEN,
                "options",
                source.options().isEmpty() ? null : new TreeMap<>(source.options()));
    }

    private static Map<String, Object> canal(Canal canal) {
        List<String> addresses =
                canal.addresses().stream().map(ServerAddress::toString).toList();
        return map(
                "name", canal.name(),
                "source", canal.source(),
                "group", canal.group(),
                "addresses", addresses.isEmpty() ? null : addresses,
                "username", canal.username(),
                "password", canal.password() == null ? null : SpecReader.HIDDEN,
                "start", canal.start().json(),
                "slaveId", canal.serverId(),
                "tsdb", canal.tsdb());
    }

    private Map<String, Object> channel(Channel channel) {
        return map(
                "name", channel.name(),
                "syncMode", channel.syncMode().name(),
                "consistency", channel.consistency().name(),
                "initialCopy", channel.initialCopy() ? true : null,
                "pauseTogether", channel.pauseTogether() ? true : null,
                "verify", verify(channel),
                "pipelines", channel.pipelines().stream().map(this::pipeline).toList());
    }

    private static @Nullable Map<String, Object> verify(Channel channel) {
        Map<String, Object> verify = map(
                "cron", channel.verifyCron().isEmpty() ? null : channel.verifyCron(),
                "sample", channel.verifySample() == 0 ? null : channel.verifySample());
        return verify.isEmpty() ? null : verify;
    }

    private Map<String, Object> pipeline(Pipeline pipeline) {
        PipelineParameters parameters = pipeline.parameters();
        return map(
                "name",
                pipeline.name(),
                "canal",
                pipeline.canal(),
                "select",
                nodes(pipeline.select()),
                "load",
                nodes(pipeline.load()),
                "parameters",
                map(
                        "parallelism", parameters.parallelism(),
                        "batchRows", parameters.batchRows(),
                        "batchBytes", parameters.batchBytes(),
                        "loadPoolSize", parameters.loadPoolSize(),
                        "ddlSync", parameters.ddlSync(),
                        "ddl", parameters.ddl().isEmpty() ? null : new TreeMap<>(parameters.ddl()),
                        "onError", parameters.onError().name(),
                        "skipFreeDoor", parameters.skipFreeDoor(),
                        "skipNoRow", parameters.skipNoRow(),
                        "enableCompatibleMissColumn", parameters.compatibleMissingColumn(),
                        "noKey", parameters.noKey().name(),
                        "dryRun", parameters.dryRun(),
                        "order", parameters.order().name(),
                        "heartbeatSeconds", parameters.heartbeatSeconds(),
                        "loadBalance", parameters.loadBalance().name(),
                        "purgeFreeDoor", parameters.purgeFreeDoor()),
                "pairs",
                pipeline.pairs().stream().map(SpecExport::pair).toList());
    }

    private List<String> nodes(List<Integer> nids) {
        return nids.stream()
                .map(nid -> configured.node(nid).map(Node::name).orElse("nid " + nid))
                .toList();
    }

    private static Map<String, Object> pair(Pair pair) {
        return map(
                "from",
                media(pair.from()),
                "to",
                media(pair.to()),
                "weight",
                pair.weight(),
                "columns",
                pair.columns().equals(ColumnView.ALL) ? null : columns(pair.columns()),
                "filter",
                pair.filter().isEmpty() ? null : pair.filter(),
                "processor",
                pair.processor().isEmpty() ? null : pair.processor(),
                "conflictPolicy",
                pair.conflicts().policy() == ConflictPolicy.STOP
                        ? null
                        : pair.conflicts().policy().name(),
                "homeSource",
                pair.conflicts().home().isEmpty() ? null : pair.conflicts().home(),
                "newestColumn",
                pair.conflicts().column().isEmpty() ? null : pair.conflicts().column(),
                "additiveColumns",
                pair.conflicts().additive().isEmpty() ? null : pair.conflicts().additive());
    }

    private static Map<String, Object> media(Media media) {
        return map("source", media.source(), "schema", media.schema(), "table", media.table());
    }

    private static Map<String, Object> columns(ColumnView columns) {
        Object pairs;
        if (columns.mode() == ColumnPairMode.EXCLUDE) {
            pairs = columns.pairs().stream().map(pair -> pair.source()).toList();
        } else {
            Map<String, String> names = new LinkedHashMap<>();
            columns.pairs().forEach(pair -> names.put(pair.source(), pair.target()));
            pairs = names;
        }
        return map(
                "mode",
                columns.mode().name(),
                "pairs",
                pairs,
                "groups",
                columns.groups().isEmpty() ? null : columns.groups(),
                "masked",
                columns.masked().isEmpty() ? null : columns.masked());
    }

    /** Keys and values alternate; null values are left out. */
    private static Map<String, Object> map(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            if (value != null) {
                map.put(String.valueOf(keysAndValues[i]), value);
            }
        }
        return map;
    }
}
