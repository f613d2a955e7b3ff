package io.otter.node.extract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Counts the lines of {@code retl.retl_buffer} whose rows are at the target, since there last were none for a while. Thread-safe. */
public final class FreeDoorCounts {
    /** Lines after so long a pause are another resync. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;

    @GuardedBy("this")
    private final Deque<Sent> sent = new ArrayDeque<>();

    @GuardedBy("this")
    private FreeDoorTally done = new FreeDoorTally();

    @GuardedBy("this")
    private long highestId = -1;

    @GuardedBy("this")
    private long startedMillis;

    @GuardedBy("this")
    private long heardMillis;

    private record Sent(long processId, FreeDoorTally tally) {}

    public FreeDoorCounts(Clock clock) {
        this.clock = clock;
    }

    /** Lines are on their way with a batch. @param highest id in the buffer; -1 when unknown */
    synchronized void sent(long processId, FreeDoorTally tally, long highest) {
        long now = clock.millis();
        if (startedMillis == 0 || now - heardMillis > PAUSE.toMillis() && sent.isEmpty()) {
            startedMillis = now;
            FreeDoorTally before = done;
            done = new FreeDoorTally();
            done.takeDone(before);
            highestId = -1;
        }
        heardMillis = now;
        highestId = Math.max(highestId, highest);
        sent.add(new Sent(processId, tally));
    }

    synchronized boolean hasRoomForBadLines() {
        return done.hasRoomForBadLines();
    }

    /** A batch, and all before it, is at the target. */
    public synchronized void loaded(long processId) {
        while (!sent.isEmpty() && sent.element().processId() <= processId) {
            done.add(sent.remove().tally());
        }
    }

    /** Lines that are done; each is taken once. */
    synchronized LineIds takeDone() {
        return done.takeDone();
    }

    /** Empty if there never was a line. */
    public synchronized Optional<FreeDoorProgress> progress() {
        if (startedMillis == 0) {
            return Optional.empty();
        }
        long remaining = highestId < 0 ? -1 : Math.max(0, highestId - done.lastId());
        return Optional.of(done.progress(startedMillis, heardMillis, sent.isEmpty() && remaining < 0 ? 0 : remaining));
    }
}
