package io.otter.manager.spec;

import io.otter.common.filter.RowFilter;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Consistency;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.LoadBalance;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.NoKey;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SyncMode;
import io.otter.manager.datasource.Media;
import io.otter.manager.node.Node;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Limits;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.PairConflicts;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;
import tools.jackson.databind.JsonNode;

/** Reads the channels of a document and validates them against the resulting configuration. Not thread-safe. */
final class ChannelReader {
    private static final int MAX_PIPELINES = 2;
    private static final int LONGEST_NAME = 200;

    private final Configuration known;

    /** @param known the stored configuration, with the document's nodes, sources and canals applied */
    ChannelReader(Configuration known) {
        this.known = known;
    }

    Channel channel(SpecFields fields) {
        String name = fields.name("name");
        Optional<Channel> stored = known.channel(name);
        fields.mayBeNew(name, stored);
        List<Pipeline> pipelines = fields.objects("pipelines", true, pipeline -> pipeline(pipeline, stored));
        if (pipelines.size() > MAX_PIPELINES) {
            fields.error("pipelines", "wrong.pipelines", MAX_PIPELINES);
        }
        fields.noDuplicates("pipelines", pipelines.stream().map(Pipeline::name).toList());
        SyncMode mode = fields.constant("syncMode", SyncMode.class, SyncMode.ROW);
        Consistency consistency = fields.constant("consistency", Consistency.class, Consistency.BASE);
        boolean initialCopy = fields.flag("initialCopy", false);
        boolean pauseTogether = fields.flag("pauseTogether", false);
        Verify verify = fields.object("verify", false, Verify::of);
        return new Channel(
                stored.map(Channel::id).orElse(0L),
                name,
                mode,
                consistency,
                initialCopy,
                pauseTogether,
                verify.cron(),
                verify.sample(),
                pipelines);
    }

    /** When both sides are compared. */
    private record Verify(String cron, int sample) {
        static Verify of(SpecFields fields) {
            String cron = fields.text("cron", "").strip();
            if (!cron.isEmpty() && !CronExpression.isValidExpression(cron)) {
                fields.error("cron", "wrong.cron", cron);
            }
            return new Verify(cron, fields.number("sample", Limits.VERIFY_SAMPLE, 0));
        }
    }

    private Pipeline pipeline(SpecFields fields, Optional<Channel> channel) {
        String name = fields.name("name");
        Optional<Pipeline> stored =
                channel.flatMap(present -> Configuration.find(present.pipelines(), Pipeline::name, name));
        fields.mayBeNew(name, stored);
        String canal = fields.name("canal");
        if (!canal.isEmpty() && known.canal(canal).isEmpty()) {
            fields.error("canal", "wrong.canal", canal);
        }
        List<Integer> select = nodes(fields, "select");
        List<Integer> load = nodes(fields, "load");
        PipelineParameters parameters = fields.object("parameters", false, ChannelReader::parameters);
        List<Pair> unused = new ArrayList<>(stored.map(Pipeline::pairs).orElse(List.of()));
        List<Pair> pairs = fields.objects("pairs", true, pair -> pair(pair, unused));
        oneSource(fields, pairs);
        noDuplicatePairs(fields, pairs);
        return new Pipeline(stored.map(Pipeline::id).orElse(0L), name, canal, select, load, parameters, pairs);
    }

    private List<Integer> nodes(SpecFields fields, String key) {
        List<String> names = fields.texts(key, true);
        fields.noDuplicates(key, names);
        List<Integer> nids = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<Node> node = known.node(names.get(i));
            if (node.isEmpty()) {
                fields.error(key + "[" + i + "]", "wrong.node", names.get(i));
            }
            node.map(Node::nid).ifPresent(nids::add);
        }
        return nids;
    }

    private static PipelineParameters parameters(SpecFields fields) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return new PipelineParameters(
                fields.number("parallelism", Limits.PARALLELISM, defaults.parallelism()),
                fields.number("batchRows", Limits.BATCH_ROWS, defaults.batchRows()),
                fields.number("batchBytes", Limits.BATCH_BYTES, defaults.batchBytes()),
                fields.number("loadPoolSize", Limits.LOAD_POOL_SIZE, defaults.loadPoolSize()),
                fields.flag("ddlSync", defaults.ddlSync()),
                ddl(fields),
                fields.constant("onError", ErrorPolicy.class, defaults.onError()),
                fields.flag("skipFreeDoor", defaults.skipFreeDoor()),
                fields.flag("skipNoRow", defaults.skipNoRow()),
                fields.flag("enableCompatibleMissColumn", defaults.compatibleMissingColumn()),
                fields.constant("noKey", NoKey.class, defaults.noKey()),
                fields.flag("dryRun", defaults.dryRun()),
                fields.constant("order", Order.class, defaults.order()),
                fields.number("heartbeatSeconds", Limits.HEARTBEAT_SECONDS, defaults.heartbeatSeconds()),
                fields.constant("loadBalance", LoadBalance.class, defaults.loadBalance()),
                fields.flag("purgeFreeDoor", defaults.purgeFreeDoor()));
    }

    private static Map<DdlKind, DdlPolicy> ddl(SpecFields fields) {
        Map<DdlKind, DdlPolicy> policies = new EnumMap<>(DdlKind.class);
        fields.map("ddl").forEach((kind, policy) -> {
            try {
                policies.put(DdlKind.valueOf(kind), DdlPolicy.valueOf(policy));
            } catch (IllegalArgumentException e) {
                fields.error("ddl." + kind, "wrong.ddl", List.of(DdlKind.values()), List.of(DdlPolicy.values()));
            }
        });
        return policies;
    }

    private Pair pair(SpecFields fields, List<Pair> unused) {
        Media from = fields.object("from", true, this::media);
        Media to = fields.object("to", true, this::media);
        int weight = fields.number("weight", Limits.WEIGHT, MediaPair.DEFAULT_WEIGHT);
        ColumnView columns =
                fields.has("columns") ? fields.object("columns", false, ChannelReader::columns) : ColumnView.ALL;
        String filter = filter(fields);
        String processor = fields.text("processor", "");
        if (!from.source().isEmpty() && from.isSame(to) && !from.table().isEmpty()) {
            fields.error("to", "wrong.same");
        }
        Optional<Pair> stored = unused.stream()
                .filter(pair -> pair.from().isSame(from) && pair.to().isSame(to))
                .findFirst();
        stored.ifPresent(unused::remove);
        return new Pair(
                stored.map(Pair::id).orElse(0L),
                from,
                to,
                weight,
                columns,
                filter,
                processor,
                conflicts(fields, from, to));
    }

    private static PairConflicts conflicts(SpecFields fields, Media from, Media to) {
        ConflictPolicy policy = fields.constant("conflictPolicy", ConflictPolicy.class, ConflictPolicy.STOP);
        String home = fields.text("homeSource", "");
        String column = fields.text("newestColumn", "");
        boolean isHome = home.equalsIgnoreCase(from.source()) || home.equalsIgnoreCase(to.source());
        if (policy == ConflictPolicy.HOME && (home.isEmpty() || !isHome)) {
            fields.error("homeSource", "wrong.home", from.source(), to.source());
        }
        if (policy == ConflictPolicy.NEWEST && column.isEmpty()) {
            fields.error("newestColumn", "wrong.newest");
        }
        List<String> additive = fields.texts("additiveColumns", false);
        fields.noDuplicates("additiveColumns", additive);
        return new PairConflicts(
                policy,
                policy == ConflictPolicy.HOME ? home : "",
                policy == ConflictPolicy.NEWEST ? column : "",
                additive);
    }

    private static String filter(SpecFields fields) {
        String filter = fields.text("filter", "");
        try {
            if (!filter.isEmpty()) {
                Objects.requireNonNull(RowFilter.parse(filter));
            }
        } catch (IllegalArgumentException e) {
            fields.error(
                    "filter", "wrong.filter", String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        }
        return filter;
    }

    Media media(SpecFields fields) {
        String source = fields.name("source");
        if (!source.isEmpty() && known.source(source).isEmpty()) {
            fields.error("source", "wrong.source", source);
        }
        return known.known(new Media(0, source, pattern(fields, "schema"), pattern(fields, "table")));
    }

    private static String pattern(SpecFields fields, String key) {
        String text = fields.name(key);
        if (text.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            fields.error(key, "wrong.emoji");
        }
        try {
            if (!text.isEmpty() && text.length() <= LONGEST_NAME) {
                Objects.requireNonNull(NamePattern.parse(text));
            }
        } catch (IllegalArgumentException e) {
            fields.error(key, "wrong.pattern", String.valueOf(e.getMessage()));
        }
        return text;
    }

    private static ColumnView columns(SpecFields fields) {
        ColumnPairMode mode = fields.constant("mode", ColumnPairMode.class, ColumnPairMode.INCLUDE);
        List<ColumnPair> pairs = new ArrayList<>();
        JsonNode raw = fields.raw("pairs");
        if (raw.isArray()) {
            fields.texts("pairs", false).forEach(name -> pairs.add(new ColumnPair(name, name)));
        } else if (raw.isString()) {
            fields.error("pairs", "wrong.columnPairs");
        } else {
            fields.map("pairs").forEach((source, target) -> pairs.add(new ColumnPair(source, target)));
        }
        if (mode == ColumnPairMode.EXCLUDE && pairs.isEmpty()) {
            fields.error("pairs", "wrong.exclude");
        }
        fields.noDuplicates("pairs", pairs.stream().map(ColumnPair::target).toList());
        List<List<String>> groups = new ArrayList<>();
        JsonNode lists = fields.raw("groups");
        for (int i = 0; i < lists.size(); i++) {
            groups.add(fields.group(i));
        }
        if (fields.has("groups") && !lists.isArray()) {
            fields.error("groups", "wrong.columnGroups");
        }
        List<String> masked = fields.texts("masked", false);
        fields.noDuplicates("masked", masked);
        return new ColumnView(mode, pairs, groups, masked);
    }

    private static void oneSource(SpecFields fields, List<Pair> pairs) {
        // A pair without a source has its own error.
        if (pairs.stream()
                        .map(pair -> pair.from().source())
                        .filter(source -> !source.isEmpty())
                        .distinct()
                        .count()
                > 1) {
            fields.error("pairs", "wrong.sources");
        }
    }

    private static void noDuplicatePairs(SpecFields fields, List<Pair> pairs) {
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (pairs.subList(0, i).stream()
                    .anyMatch(before ->
                            before.from().isSame(pair.from()) && before.to().isSame(pair.to()))) {
                fields.error("pairs[" + i + "]", "wrong.again");
            }
        }
    }
}
