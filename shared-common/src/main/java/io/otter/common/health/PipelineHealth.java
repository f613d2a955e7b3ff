package io.otter.common.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline is doing, derived from facts only.
 *
 * @param since when it began to be so, null when unknown
 */
public record PipelineHealth(State state, @Nullable Instant since) {
    /** A pipeline whose rows arrive later than this is catching up. */
    public static final Duration LATE = Duration.ofSeconds(10);

    /** A start takes this long at most before an operator should look. */
    static final Duration START = Duration.ofSeconds(20);

    /** Nodes report every second; ZooKeeper takes longer to notice that one is gone. */
    static final Duration SILENCE = Duration.ofSeconds(6);

    /** Each state has one reason, so it needs no words beside it. */
    public enum State {
        /** ZooKeeper cannot be read, or no node has had the time to report. */
        UNKNOWN,
        /** Somebody stopped the channel, or never started it. */
        STOPPED,
        /** Somebody paused the channel. */
        PAUSED,
        /** A fault paused the channel. */
        PAUSED_BY_FAULT,
        /** No node has it running, and it may still take a moment. */
        STARTING,
        /** No node has taken it. */
        NO_OWNER,
        /** No node has taken it, and those that could are drained. */
        DRAINED,
        /** A node has taken it, and its run has not begun. */
        NOT_READY,
        /** Its node tries again what fails. */
        FAILING,
        /** Its node has not reported for too long. */
        SILENT,
        /** It runs, and its rows arrive late. */
        CATCHING_UP,
        RUNNING
    }

    /** Whether rows flow, late or not. */
    public boolean running() {
        return state == State.RUNNING || state == State.CATCHING_UP;
    }

    /** @param facts as of {@code now} */
    public static PipelineHealth of(HealthFacts facts, Instant now) {
        HealthFacts.Wish wish = facts.wish();
        if (wish == null) {
            return new PipelineHealth(State.UNKNOWN, null);
        }
        return switch (wish.status()) {
            case STOP -> new PipelineHealth(State.STOPPED, wish.since());
            case PAUSE -> new PipelineHealth(wish.byFault() ? State.PAUSED_BY_FAULT : State.PAUSED, wish.since());
            case START -> started(wish.since(), facts, now);
        };
    }

    private static PipelineHealth started(@Nullable Instant asked, HealthFacts facts, Instant now) {
        HealthFacts.Term term = facts.term();
        HealthFacts.Report report = facts.report();
        if (report != null && report.failingSince() != null && fresh(report.at(), now)) {
            return new PipelineHealth(State.FAILING, report.failingSince());
        }
        if (term == null || !term.ready()) {
            return notBegun(asked, facts, now);
        }
        if (report == null) {
            return new PipelineHealth(State.UNKNOWN, null);
        }
        if (report.at().isBefore(term.since()) && isNow(term.since(), now)) {
            // What was said before the run began says nothing of it: its first act may fail.
            return new PipelineHealth(State.STARTING, term.since());
        }
        if (!fresh(latest(report.at(), term.since()), now)) {
            return new PipelineHealth(State.SILENT, report.at());
        }
        return report.lateSince() != null
                ? new PipelineHealth(State.CATCHING_UP, report.lateSince())
                : new PipelineHealth(State.RUNNING, term.since());
    }

    private static PipelineHealth notBegun(@Nullable Instant asked, HealthFacts facts, Instant now) {
        HealthFacts.Term term = facts.term();
        Instant begun = term == null ? asked : term.since();
        if (begun != null && begun.plus(START).isAfter(now)) {
            return new PipelineHealth(State.STARTING, begun);
        }
        if (term != null) {
            return new PipelineHealth(State.NOT_READY, begun);
        }
        HealthFacts.Report report = facts.report();
        return new PipelineHealth(
                facts.drained() ? State.DRAINED : State.NO_OWNER, report == null ? asked : latest(report.at(), asked));
    }

    /** Whether what was heard then still counts now. */
    public static boolean fresh(Instant heard, Instant now) {
        return !heard.plus(SILENCE).isBefore(now);
    }

    /** Also if the clock that it was read from is somewhat ahead. */
    private static boolean isNow(Instant time, Instant now) {
        return Duration.between(time, now).abs().compareTo(SILENCE) <= 0;
    }

    private static Instant latest(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
