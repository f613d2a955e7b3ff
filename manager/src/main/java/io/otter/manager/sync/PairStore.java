package io.otter.manager.sync;

import static java.util.stream.Collectors.groupingBy;

import io.otter.common.json.Json;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.MediaPair;
import io.otter.manager.datasource.Media;
import io.otter.manager.datasource.SourceStore;
import io.otter.manager.document.StoredDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Media pairs in the manager's database. Thread-safe. */
@Component
final class PairStore {
    private static final String EXPRESSION = "expression";
    private static final String PROCESSOR = "processor";
    private static final String POLICY = "conflictPolicy";
    private static final String HOME = "homeSource";
    private static final String COLUMN = "newestColumn";
    private static final String ADDITIVE = "additiveColumns";
    private static final String MASKED = "masked";

    private final PairMapper mapper;
    private final SourceStore sources;

    PairStore(PairMapper mapper, SourceStore sources) {
        this.mapper = mapper;
        this.sources = sources;
    }

    /** All pairs by pipeline id, without pairs whose table no longer exists. */
    Map<Long, List<Pair>> byPipeline() {
        Map<Long, Media> medias = sources.medias().stream().collect(Collectors.toMap(Media::id, Function.identity()));
        Map<Long, List<PairMapper.ColumnRow>> columns =
                mapper.columns().stream().collect(groupingBy(PairMapper.ColumnRow::pairId));
        Map<Long, List<PairMapper.GroupRow>> groups =
                mapper.groups().stream().collect(groupingBy(PairMapper.GroupRow::pairId));
        Map<Long, List<Pair>> pairs = new HashMap<>();
        for (PairMapper.PairRow row : mapper.pairs()) {
            Media from = row.fromId() == null ? null : medias.get(row.fromId());
            Media to = row.toId() == null ? null : medias.get(row.toId());
            if (from == null || to == null) {
                continue;
            }
            ColumnView view = new ColumnView(
                    "EXCLUDE".equals(row.mode()) ? ColumnPairMode.EXCLUDE : ColumnPairMode.INCLUDE,
                    columns.getOrDefault(row.id(), List.of()).stream()
                            .map(PairStore::pair)
                            .filter(Objects::nonNull)
                            .toList(),
                    groups.getOrDefault(row.id(), List.of()).stream()
                            .map(group -> group(group.content()))
                            .filter(group -> !group.isEmpty())
                            .toList(),
                    masked(StoredDocument.parse(row.filter())));
            int weight = row.weight() == null ? MediaPair.DEFAULT_WEIGHT : Math.toIntExact(row.weight());
            pairs.computeIfAbsent(row.pipelineId(), ignored -> new ArrayList<>())
                    .add(new Pair(
                            row.id(),
                            from,
                            to,
                            weight,
                            view,
                            StoredDocument.parse(row.filter()).text(EXPRESSION).orElse(""),
                            StoredDocument.parse(row.filter()).text(PROCESSOR).orElse(""),
                            conflicts(StoredDocument.parse(row.filter()))));
        }
        return pairs;
    }

    private static List<String> masked(StoredDocument document) {
        return document.text(MASKED).stream().flatMap(String::lines).toList();
    }

    private static PairConflicts conflicts(StoredDocument document) {
        ConflictPolicy policy = document.text(POLICY).flatMap(PairStore::policy).orElse(ConflictPolicy.STOP);
        return new PairConflicts(
                policy,
                document.text(HOME).orElse(""),
                document.text(COLUMN).orElse(""),
                document.text(ADDITIVE).map(names -> List.of(names.split("\n"))).orElse(List.of()));
    }

    /** Empty for what another version has stored. */
    private static Optional<ConflictPolicy> policy(String name) {
        return Arrays.stream(ConflictPolicy.values())
                .filter(policy -> policy.name().equals(name))
                .findFirst();
    }

    /** Replaces the pipeline's pairs; call within a transaction. */
    void replace(long pipelineId, List<Pair> pairs) {
        Map<Long, String> filters = new HashMap<>();
        for (PairMapper.PairRow present : mapper.pairs()) {
            if (present.filter() != null) {
                filters.put(present.id(), present.filter());
            }
            if (present.pipelineId() == pipelineId && pairs.stream().noneMatch(pair -> pair.id() == present.id())) {
                mapper.deleteColumns(present.id());
                mapper.deleteGroups(present.id());
                mapper.deletePair(present.id());
            }
        }
        pairs.forEach(pair -> save(pipelineId, pair, filters.get(pair.id())));
    }

    private void save(long pipelineId, Pair pair, @Nullable String storedFilter) {
        PairConflicts conflicts = pair.conflicts();
        String filter = StoredDocument.parse(storedFilter)
                .put(EXPRESSION, pair.filter().isEmpty() ? null : pair.filter())
                .put(PROCESSOR, pair.processor().isEmpty() ? null : pair.processor())
                .put(
                        POLICY,
                        conflicts.policy() == ConflictPolicy.STOP
                                ? null
                                : conflicts.policy().name())
                .put(HOME, conflicts.home().isEmpty() ? null : conflicts.home())
                .put(
                        MASKED,
                        pair.columns().masked().isEmpty()
                                ? null
                                : String.join("\n", pair.columns().masked()))
                .put(COLUMN, conflicts.column().isEmpty() ? null : conflicts.column())
                .put(ADDITIVE, conflicts.additive().isEmpty() ? null : String.join("\n", conflicts.additive()))
                .json();
        PairMapper.PairRow row = new PairMapper.PairRow(
                pair.id(),
                pipelineId,
                sources.save(pair.from()),
                sources.save(pair.to()),
                (long) pair.weight(),
                pair.columns().mode().name(),
                filter.equals("{}") ? null : filter);
        long id = pair.id();
        if (id == 0) {
            mapper.insertPair(row);
            id = mapper.lastId();
        } else {
            mapper.updatePair(row);
            mapper.deleteColumns(id);
            mapper.deleteGroups(id);
        }
        for (ColumnPair column : pair.columns().pairs()) {
            mapper.insertColumn(id, column.source(), column.target());
        }
        for (List<String> group : pair.columns().groups()) {
            mapper.insertGroup(id, content(group));
        }
    }

    private static @Nullable ColumnPair pair(PairMapper.ColumnRow row) {
        if (row.source() == null) {
            return null;
        }
        return new ColumnPair(row.source(), row.target() == null ? row.source() : row.target());
    }

    private static List<String> group(@Nullable String content) {
        List<String> names = new ArrayList<>();
        try {
            for (JsonNode column : Json.MAPPER.readTree(content == null ? "[]" : content)) {
                String name = column.path("sourceColumn").path("name").asString("");
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        } catch (JacksonException e) {
            return List.of();
        }
        return names;
    }

    private static String content(List<String> group) {
        return new String(
                Json.write(group.stream()
                        .map(name -> Map.of("sourceColumn", Map.of("name", name), "targetColumn", Map.of("name", name)))
                        .toList()),
                StandardCharsets.UTF_8);
    }
}
