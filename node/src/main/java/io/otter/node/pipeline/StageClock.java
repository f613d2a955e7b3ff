package io.otter.node.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.StageTimes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Measures how a run spends its time. Thread-safe. */
final class StageClock {
    /** What the select thread does, except for TRANSFORM and LOAD, which run in parallel. */
    enum Step {
        AWAIT_SOURCE,
        SELECT,
        EXTRACT,
        AWAIT_LOAD,
        TRANSFORM,
        LOAD
    }

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FRESH_MILLIS = 1_000;

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<Step, Long> spent = new EnumMap<>(Step.class);

    @GuardedBy("this")
    private final Deque<Long> handedOver = new ArrayDeque<>();

    @GuardedBy("this")
    private long batches;

    @GuardedBy("this")
    private Step step = Step.AWAIT_SOURCE;

    /** Time up to here is included in {@code spent}. */
    @GuardedBy("this")
    private long counted;

    @GuardedBy("this")
    private Sample window;

    @GuardedBy("this")
    private Sample next;

    private record Sample(long nanos, long batches, Map<Step, Long> spent) {}

    /** @param nanoTime a source like {@link System#nanoTime()} */
    StageClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        counted = nanoTime.getAsLong();
        for (Step one : Step.values()) {
            spent.put(one, 0L);
        }
        window = sample(counted);
        next = window;
    }

    /** The select thread moves to another step. */
    synchronized void enter(Step another) {
        long now = nanoTime.getAsLong();
        spendUntil(now);
        step = another;
    }

    /** A batch is on its way to the load side. */
    synchronized void handedOver() {
        handedOver.add(nanoTime.getAsLong());
    }

    /** The oldest batch is applied. */
    synchronized void loaded(long transformNanos) {
        Long begun = handedOver.poll();
        if (begun != null) {
            spent.merge(Step.LOAD, nanoTime.getAsLong() - begun, Long::sum);
        }
        spent.merge(Step.TRANSFORM, transformNanos, Long::sum);
        batches++;
    }

    /** Applied since the run began. */
    synchronized long batches() {
        return batches;
    }

    /** Seconds per step since the run began. */
    synchronized Map<String, Double> seconds() {
        spendUntil(nanoTime.getAsLong());
        Map<String, Double> seconds = new TreeMap<>();
        spent.forEach((one, nanos) -> seconds.put(one.name().toLowerCase(Locale.ROOT), nanos / 1e9));
        return seconds;
    }

    /**
     * Averages over the last five to ten seconds, if called at least that often.
     *
     * @param lateMillis how late the target is
     */
    synchronized StageTimes times(long lateMillis) {
        long now = nanoTime.getAsLong();
        spendUntil(now);
        if (now - next.nanos >= WINDOW_NANOS) {
            window = next;
            next = sample(now);
        }
        long count = batches - window.batches;
        return new StageTimes(
                millis(Step.SELECT, count),
                millis(Step.EXTRACT, count),
                millis(Step.TRANSFORM, count),
                millis(Step.LOAD, count),
                bottleneck(count, lateMillis));
    }

    @GuardedBy("this")
    private void spendUntil(long now) {
        spent.merge(step, now - counted, Long::sum);
        counted = now;
    }

    @GuardedBy("this")
    private Bottleneck bottleneck(long count, long lateMillis) {
        long select = in(Step.SELECT);
        long extract = in(Step.EXTRACT);
        long load = in(Step.AWAIT_LOAD);
        long source = in(Step.AWAIT_SOURCE);
        long half = (select + extract + load + source) / 2;
        if (load > half || count == 0 && !handedOver.isEmpty()) {
            return Bottleneck.LOAD;
        }
        if (extract > half) {
            return Bottleneck.EXTRACT;
        }
        if (select > half) {
            return Bottleneck.SELECT;
        }
        return count > 0 && lateMillis > FRESH_MILLIS ? Bottleneck.READ : Bottleneck.NONE;
    }

    @GuardedBy("this")
    private double millis(Step one, long count) {
        return count == 0 ? 0 : in(one) / 1e6 / count;
    }

    @GuardedBy("this")
    private long in(Step one) {
        return spent.getOrDefault(one, 0L) - window.spent.getOrDefault(one, 0L);
    }

    @GuardedBy("this")
    private Sample sample(long now) {
        return new Sample(now, batches, new EnumMap<>(spent));
    }
}
