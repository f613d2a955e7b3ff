package io.otter.manager.monitor;

import io.otter.common.health.PipelineHealth;
import io.otter.common.health.PipelineHealth.State;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.monitor.StateMapper.StateRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records every change of a pipeline's state once, with its cause, and how long the state before lasted. What the state was is
 * in the database only: another manager may have gone on while this one stood still. Only the one that evaluates alarms looks.
 */
@Component
public final class StateLog {
    private static final int LONGEST_CAUSE = 4_000;

    private final StateMapper mapper;
    private final Reports reports;
    private final TransactionTemplate transaction;

    StateLog(StateMapper mapper, Reports reports, PlatformTransactionManager transactions) {
        this.mapper = mapper;
        transaction = new TransactionTemplate(transactions);
        this.reports = reports;
    }

    /** Compares with what was recorded last. */
    public void look(ChannelBoard.Facts facts) {
        Map<Long, StateRow> before = mapper.list().stream().collect(Collectors.toMap(StateRow::pipelineId, row -> row));
        for (ChannelReport channel : facts.channels()) {
            for (PipelineStatus pipeline : channel.pipelines()) {
                if (pipeline.health().state() != State.UNKNOWN) {
                    look(channel, pipeline, before.get(pipeline.id()), facts.at());
                }
            }
        }
    }

    private void look(ChannelReport channel, PipelineStatus pipeline, @Nullable StateRow before, Instant now) {
        String state = state(pipeline.health()).name();
        if (before != null && before.state().equals(state)) {
            return;
        }
        StateRow next = new StateRow(pipeline.id(), state, now.toEpochMilli(), cause(pipeline));
        transaction.executeWithoutResult(status -> record(channel, pipeline, before, next, now));
    }

    private void record(
            ChannelReport channel, PipelineStatus pipeline, @Nullable StateRow before, StateRow next, Instant now) {
        if (!(before == null ? mapper.insert(next) : mapper.replace(before, next))) {
            return; // another manager records, too, and was first
        }
        if (before != null || !next.state().equals(State.STOPPED.name())) {
            String title = pipeline.name() + ": " + (before == null ? "" : before.state() + " → ") + next.state();
            reports.note(channel.id(), pipeline.id(), title, message(next, before, now));
        }
    }

    private static String message(StateRow next, @Nullable StateRow before, Instant now) {
        String cause = next.cause().isEmpty() ? "" : next.cause() + " ";
        if (before == null) {
            return cause.strip();
        }
        Instant since = Instant.ofEpochMilli(before.sinceMillis());
        return cause + before.state() + " had lasted "
                + Duration.between(since, now).toSeconds() + " s, from " + since
                + " until " + now.truncatedTo(ChronoUnit.MILLIS) + "."
                + (before.cause().isEmpty() ? "" : " Its cause was: " + before.cause());
    }

    /** Rows that are late make no other state: they come and go. */
    private static State state(PipelineHealth health) {
        return health.state() == State.CATCHING_UP ? State.RUNNING : health.state();
    }

    private static String cause(PipelineStatus pipeline) {
        ChannelReport.Fault error = pipeline.lastError();
        String cause = switch (pipeline.health().state()) {
            case PAUSED_BY_FAULT -> pipeline.reason();
            case FAILING -> error == null ? "" : error.code() + ": " + error.message();
            default -> "";
        };
        return cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) : cause;
    }
}
