package io.otter.node.walk;

import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.RowKeys;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.node.verify.Difference;
import io.otter.node.verify.VerifyBoard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What managers and nodes share of comparisons. */
final class VerifyDesk implements VerifyBoard {
    static final Duration LIMIT = Duration.ofMinutes(Math.max(2, Integer.getInteger("otter.verify.rows", 0) / 1_000));

    private final Map<Long, VerifyRequest> requests = new ConcurrentSkipListMap<>();
    private final Map<Long, VerifyProgress> shown = new ConcurrentHashMap<>();
    private final List<Difference> rows = new CopyOnWriteArrayList<>();
    private final List<Runnable> watches = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong();

    VerifyProgress verify(List<Long> pairIds, String where) {
        rows.clear();
        long id = ids.incrementAndGet();
        requests.put(id, new VerifyRequest(id, pairIds, where));
        watches.forEach(Runnable::run);
        await().atMost(LIMIT).until(() -> {
            VerifyProgress progress = shown.get(id);
            return progress != null && progress.state().isEnd();
        });
        return shown.get(id);
    }

    /** Has rows compared as they change, so many a minute. @return the id */
    long sample(List<Long> pairIds, int perMinute) {
        rows.clear();
        long id = ids.incrementAndGet();
        requests.put(id, new VerifyRequest(id, pairIds, "", perMinute));
        watches.forEach(Runnable::run);
        return id;
    }

    /** What was last shown of it. */
    Optional<VerifyProgress> progress(long id) {
        return Optional.ofNullable(shown.get(id));
    }

    /** To have rows sent again. */
    static List<RowKeys> keys(List<Difference> rows) {
        return rows.stream().collect(Collectors.groupingBy(Difference::sourceTable)).entrySet().stream()
                .map(table -> new RowKeys(
                        table.getKey().substring(0, table.getKey().indexOf('.')),
                        table.getKey().substring(table.getKey().indexOf('.') + 1),
                        List.of(1L),
                        table.getValue().stream().map(Difference::keyData).toList()))
                .toList();
    }

    List<Difference> rows() {
        return List.copyOf(rows);
    }

    @Override
    public List<VerifyRequest> requests() {
        return List.copyOf(requests.values());
    }

    @Override
    public void show(VerifyProgress progress) {
        shown.put(progress.id(), progress);
        if (progress.state().isEnd()) {
            requests.remove(progress.id());
        }
    }

    @Override
    public void keep(long id, List<Difference> more) {
        rows.addAll(more);
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        watches.add(changed);
        changed.run();
        return () -> watches.remove(changed);
    }
}
