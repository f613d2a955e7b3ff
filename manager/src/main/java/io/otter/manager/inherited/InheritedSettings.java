package io.otter.manager.inherited;

import io.otter.database.precheck.Finding;
import io.otter.database.precheck.Found;
import io.otter.database.precheck.Severity;
import io.otter.manager.datasource.SourceStore;
import io.otter.manager.document.StoredDocument;
import io.otter.manager.inherited.InheritedMapper.CanalRow;
import io.otter.manager.inherited.InheritedMapper.ChannelRow;
import io.otter.manager.inherited.InheritedMapper.PairRow;
import io.otter.manager.inherited.InheritedMapper.PipelineRow;
import io.otter.manager.inherited.InheritedMapper.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Finds settings of alibaba/otter that mean nothing, or something else, here. Queries only the manager's database. Thread-safe. */
@Component
public final class InheritedSettings {
    private static final String SOURCE = "inherited-source";
    private static final String CANAL = "inherited-canal";
    private static final String PROCESSOR = "inherited-processor";
    private static final String BEHAVIOUR = "inherited-behaviour";

    private final InheritedMapper mapper;

    InheritedSettings(InheritedMapper mapper) {
        this.mapper = mapper;
    }

    /** Of all channels, by name. */
    public List<InheritedSetting> all() {
        Map<String, SourceRow> sources = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        mapper.sources().forEach(source -> sources.put(source.name(), source));
        Map<String, CanalRow> canals = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        mapper.canals().forEach(canal -> canals.put(canal.name(), canal));
        Map<Long, List<PairRow>> pairs = mapper.pairs().stream().collect(Collectors.groupingBy(PairRow::pipelineId));
        List<PipelineRow> pipelines = mapper.pipelines();
        List<InheritedSetting> all = new ArrayList<>();
        for (ChannelRow channel : mapper.channels()) {
            Findings found = new Findings(channel.name(), all);
            if (StoredDocument.parse(channel.parameters()).flag("enableRemedy", false)) {
                found.differs("", Finding.OLD_REMEDY.with());
            }
            for (PipelineRow pipeline : pipelines) {
                if (pipeline.channelId() == channel.id()) {
                    StoredDocument parameters = StoredDocument.parse(pipeline.parameters());
                    behaviour(found, pipeline.name(), parameters);
                    String name = parameters.text("destinationName").orElse("");
                    canal(found, pipeline.name(), name, canals.get(name));
                    pairs.getOrDefault(pipeline.id(), List.of())
                            .forEach(pair -> pair(found, pipeline.name(), pair, sources));
                }
            }
        }
        return all;
    }

    /** Of one channel. */
    public List<InheritedSetting> of(String channel) {
        return all().stream()
                .filter(setting -> setting.channel().equals(channel))
                .toList();
    }

    private static void behaviour(Findings found, String pipeline, StoredDocument parameters) {
        String skips = Stream.of("skipSelectException", "skipLoadException", "skipDdlException")
                .filter(key -> parameters.flag(key, false))
                .collect(Collectors.joining(", "));
        if (!skips.isEmpty() && parameters.text("onError").isEmpty()) {
            found.differs(pipeline, Finding.OLD_SKIPS.with(skips));
        }
        parameters.text("channelInfo").ifPresent(mark -> found.differs(pipeline, Finding.OLD_MARK.with(mark)));
    }

    private static void canal(Findings found, String pipeline, String name, @Nullable CanalRow canal) {
        if (canal == null) {
            found.blocks(pipeline, CANAL, Finding.OLD_CANAL_MISSING.with(name.isEmpty() ? "–" : name));
            return;
        }
        StoredDocument parameters = StoredDocument.parse(canal.parameters());
        String type = parameters.text("sourcingType").orElse("MYSQL").toUpperCase(Locale.ROOT);
        if (!type.equals("MYSQL")) {
            found.blocks(pipeline, CANAL, Finding.OLD_CANAL.with(canal.name(), type));
        }
        for (JsonNode group : parameters.get("groupDbAddresses")) {
            if (group.size() > 1) {
                found.blocks(pipeline, CANAL, Finding.OLD_SHARDS.with(canal.name(), addresses(group)));
            }
        }
        parameters
                .text("blackFilter")
                .ifPresent(filter -> found.differs(pipeline, Finding.OLD_BLACK_FILTER.with(canal.name(), filter)));
    }

    private static String addresses(JsonNode group) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode member : group) {
            JsonNode address = member.path("dbAddress");
            addresses.add(
                    address.isString()
                            ? address.asString()
                            : address.path("address").asString("") + ":"
                                    + address.path("port").asString(""));
        }
        return String.join(", ", addresses);
    }

    private static void pair(Findings found, String pipeline, PairRow pair, Map<String, SourceRow> sources) {
        for (String name : List.of(pair.fromSource(), pair.toSource())) {
            SourceRow source = sources.get(name);
            if (source == null) {
                continue;
            }
            String url = StoredDocument.parse(source.properties()).text("url").orElse("–");
            if (!source.type().equalsIgnoreCase("MYSQL")) {
                found.blocks(pipeline, SOURCE, Finding.OLD_SOURCE.with(name, source.type(), url));
            } else if (!SourceStore.isAddress(url)) {
                found.blocks(pipeline, SOURCE, Finding.OLD_ADDRESS.with(name, url));
            }
        }
        StoredDocument filter = StoredDocument.parse(pair.filter());
        if (filter.text("processor").isEmpty() && filter.text("expression").isEmpty()) {
            extension(filter)
                    .ifPresent(
                            code -> found.blocks(pipeline, PROCESSOR, Finding.OLD_PROCESSOR.with(pair.text(), code)));
        }
        extension(StoredDocument.parse(pair.resolver()))
                .ifPresent(code -> found.blocks(pipeline, PROCESSOR, Finding.OLD_FILES.with(pair.text(), code)));
    }

    /** The class, or that there is source text; empty when neither is given, whatever type the form has stored. */
    private static Optional<String> extension(StoredDocument stored) {
        return stored.text("clazzPath").or(() -> stored.text("sourceText").map(text -> "SOURCE"));
    }

    /** Collects what is found of a channel, each once. */
    private record Findings(String channel, List<InheritedSetting> all) {
        void blocks(String pipeline, String check, Found found) {
            add(new InheritedSetting(channel, pipeline, check, Severity.MANDATORY, found));
        }

        void differs(String pipeline, Found found) {
            add(new InheritedSetting(channel, pipeline, BEHAVIOUR, Severity.WARNING, found));
        }

        private void add(InheritedSetting setting) {
            if (!all.contains(setting)) {
                all.add(setting);
            }
        }
    }
}
