package io.otter.node.supervisor;

import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches in flight, and their marks in ZooKeeper. Marks are for people: they are brought up to date from time to time,
 * not with every batch, of which there may be a thousand in a second. Batches come and go on any thread; one thread at a time
 * does the rest.
 */
final class InFlightMarks {
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

    /** Makes the marks those of the batches that are in flight now. */
    void show() {
        Map<Long, ProcessMark> now = new TreeMap<>(inFlight);
        shown.stream().filter(id -> !now.containsKey(id)).sorted().forEach(marks::done);
        now.forEach((id, mark) -> {
            if (!shown.contains(id)) {
                marks.mark(id, mark);
            }
        });
        shown.clear();
        shown.addAll(now.keySet());
    }

    /** A term begins: what an earlier one left is taken away. */
    void clear() {
        inFlight.clear();
        shown.clear();
        marks.clear();
    }

    /** The term is over, and with it whatever was in flight. */
    void end() {
        inFlight.clear();
    }
}
