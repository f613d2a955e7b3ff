package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches in flight and their marks in ZooKeeper. Marks are for people to look at, so they are updated periodically
 * rather than for each of maybe a thousand batches per second. {@link #begun} and {@link #ended} are thread-safe, the
 * rest is for one thread at a time.
 */
final class InFlightMarks {
    private static final int MOST = 50;

    private final ProcessMarks marks;
    private final Map<Long, ProcessMark> inFlight = new ConcurrentHashMap<>();
    private final Set<Long> shown = new HashSet<>();

    InFlightMarks(ProcessMarks marks) {
        this.marks = marks;
    }

    void begun(long processId, ProcessMark mark) {
        inFlight.put(processId, mark);
    }

    void ended(long processId) {
        inFlight.remove(processId);
    }

    /** Updates the marks to the batches now in flight, the oldest of them if there are many. */
    void show() {
        Map<Long, ProcessMark> now = new TreeMap<>();
        new TreeMap<>(inFlight)
                .entrySet().stream().limit(MOST).forEach(entry -> now.put(entry.getKey(), entry.getValue()));
        shown.stream().filter(id -> !now.containsKey(id)).sorted().forEach(marks::done);
        now.forEach((id, mark) -> {
            if (!shown.contains(id)) {
                marks.mark(id, mark);
            }
        });
        shown.clear();
        shown.addAll(now.keySet());
    }

    /** For a new term: removes what an earlier one left. */
    void begin(TermGuard term) {
        inFlight.clear();
        shown.clear();
        marks.begin(term);
    }

    /** Ends the term, and with it everything in flight. */
    void end() {
        inFlight.clear();
    }
}
