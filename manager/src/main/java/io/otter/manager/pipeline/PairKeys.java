package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PairTarget;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.wizard.TableList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The keys by which rows are found at the targets. A thread of its own queries the databases, so that pages do not wait
 * for one that is unreachable; nothing is known until the first answer, then answers are at most about a minute old.
 * Thread-safe.
 */
@Component
final class PairKeys implements DisposableBean {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int MAX_WAITING = 100;

    private final ConfigurationStore store;
    private final TableList tables;
    private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "pair-keys");
        thread.setDaemon(true);
        return thread;
    });

    PairKeys(ConfigurationStore store, TableList tables) {
        this.store = store;
        this.tables = tables;
    }

    /**
     * The target tables of a pair.
     *
     * @param tables how many there are
     * @param key the index and its columns if there is a single table with a key, otherwise empty
     * @param keyless tables without a usable key
     * @param fault why nothing is known; null if it is
     */
    record Found(
            int tables,
            String key,
            List<String> keyless,
            @Nullable OtterException fault) {
        Found {
            keyless = List.copyOf(keyless);
        }
    }

    /** By media pair; empty until the databases have answered once. */
    Map<Long, Found> of(Pipeline pipeline) {
        Answer known = answers.get(pipeline.id());
        boolean old = known == null
                || !known.pairs().equals(pipeline.pairs())
                || known.at().plus(FRESH).isBefore(Instant.now());
        if (old && asked.size() < MAX_WAITING && asked.add(pipeline.id())) {
            asker.execute(() -> ask(pipeline));
        }
        return known == null ? Map.of() : known.found();
    }

    @Override
    public void destroy() {
        asker.shutdownNow();
    }

    private record Answer(Instant at, List<Pair> pairs, Map<Long, Found> found) {}

    private void ask(Pipeline pipeline) {
        try {
            Configuration configured = store.read();
            Map<Long, Found> found =
                    pipeline.pairs().stream().collect(Collectors.toMap(Pair::id, pair -> find(configured, pair)));
            answers.put(pipeline.id(), new Answer(Instant.now(), pipeline.pairs(), found));
        } finally {
            asked.remove(pipeline.id());
        }
    }

    private Found find(Configuration configured, Pair pair) {
        try {
            List<TableName> names = targets(configured, pair);
            Map<TableName, TableMeta> there =
                    tables.load(source(configured, pair.to().source()), names);
            List<String> keyless = there.values().stream()
                    .filter(meta -> meta.identity().isEmpty())
                    .map(meta -> meta.schema() + "." + meta.table())
                    .toList();
            String key =
                    there.size() == 1 ? key(there.values().iterator().next()).orElse("") : "";
            return new Found(there.size(), key, keyless, null);
        } catch (OtterException e) {
            return new Found(0, "", List.of(), e);
        }
    }

    private static Optional<String> key(TableMeta meta) {
        return meta.identityIndex().map(index -> index + " (" + String.join(", ", meta.identity()) + ")");
    }

    /** A pattern stands for the tables that the source has now. */
    private List<TableName> targets(Configuration configured, Pair pair) {
        PairTarget rule = PairTarget.of(
                pair.from().schema(),
                pair.from().table(),
                pair.to().schema(),
                pair.to().table());
        NamePattern schema = rule.sourceSchema();
        NamePattern table = rule.sourceTable();
        List<TableName> sources = schema instanceof NamePattern.Plain && table instanceof NamePattern.Plain
                ? List.of(new TableName(schema.text(), table.text()))
                : tables.matching(source(configured, pair.from().source()), schema, table);
        return sources.stream()
                .map(name -> rule.of(name.schema(), name.table(), TableName::new))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static DataMediaSource source(Configuration configured, String name) {
        return configured
                .source(name)
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.CHANNEL_INCOMPLETE, Refusal.SOURCE_UNUSABLE.with(name)));
    }
}
