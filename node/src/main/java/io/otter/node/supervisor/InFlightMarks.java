package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.state.ProcessState;
import io.otter.arbitrate.state.Transitions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches in flight and their marks in ZooKeeper. Marks are for people to look at, so they are updated periodically
 * rather than for each of maybe a thousand batches per second. {@link #begun} and {@link #ended} are thread-safe, the
 * rest is for one thread at a time.
 */
final class InFlightMarks {
    private static final Logger log = LoggerFactory.getLogger(InFlightMarks.class);
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

    /** It is committed. */
    void ended(long processId) {
        ProcessState state = inFlight.remove(processId) == null ? ProcessState.ROLLED_BACK : ProcessState.SELECTED;
        if (!Transitions.PROCESS.allows(state, ProcessState.LOADED)) {
            log.debug("process {} was committed by a run that is over: it is {} already", processId, state);
        }
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

    /** Ends the run, which rolls back everything in flight. */
    void end() {
        if (!inFlight.isEmpty()) {
            log.info("processes {} are {} with their run", inFlight.keySet(), ProcessState.ROLLED_BACK);
        }
        inFlight.clear();
    }
}
