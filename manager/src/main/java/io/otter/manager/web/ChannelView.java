package io.otter.manager.web;

import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel as shown on its pages.
 *
 * @param wanted the operator's choice, null while it is unknown
 * @param state derived from facts
 * @param reason empty when there is nothing to say
 */
public record ChannelView(
        String name, @Nullable ChannelStatus wanted, State state, Reason reason, List<PipelineView> pipelines) {
    public ChannelView {
        pipelines = List.copyOf(pipelines);
    }

    /**
     * One direction.
     *
     * @param reason why it is paused, empty when there is nothing to say
     * @param source name of the source, empty when there is none yet
     * @param targets names of the targets
     * @param mainstem the node that selects now, null when none does
     * @param epoch of its term, null when no node selects
     * @param position up to which everything is applied, null when unknown
     * @param positionTime commit time at the source of the transaction at the position, null when unknown
     * @param delayMillis null when unknown
     * @param rowsPerSecond null when unknown
     * @param rows applied since the run began, null when unknown
     * @param firstRowMillis from the start to the first row, null when there was none or it was not recorded
     * @param lastHeard time of the last report, null when never
     * @param lastError null when there is none
     */
    public record PipelineView(
            String name,
            PipelineHealth health,
            Reason reason,
            String source,
            List<String> targets,
            @Nullable String mainstem,
            @Nullable Long epoch,
            @Nullable String position,
            @Nullable Instant positionTime,
            @Nullable Long delayMillis,
            @Nullable Double rowsPerSecond,
            @Nullable Long rows,
            @Nullable Long firstRowMillis,
            List<ProcessView> processes,
            @Nullable Instant lastHeard,
            @Nullable Fault lastError) {
        public PipelineView {
            targets = List.copyOf(targets);
            processes = List.copyOf(processes);
        }

        public State state() {
            return State.of(health);
        }

        /** Message key of what the state means here, null when nothing is to be said. */
        public @Nullable String why() {
            return switch (health.state()) {
                case STARTING -> "why.starting";
                case NO_OWNER -> "why.owner";
                case DRAINED -> "why.drained";
                case NOT_READY -> "why.ready";
                case SILENT -> "why.silent";
                case CATCHING_UP -> "why.delay";
                case UNKNOWN, STOPPED, PAUSED, PAUSED_BY_FAULT, FAILING, RUNNING -> null;
            };
        }

        /** When it began to be so, null when unknown. */
        public @Nullable Instant since() {
            return health.since();
        }
    }

    /**
     * A batch in flight.
     *
     * @param stage the last one completed
     * @param since when it was cut
     */
    public record ProcessView(long id, Stage stage, String node, long rows, long bytes, Instant since) {}

    /**
     * A fault.
     *
     * @param at null when unknown
     */
    public record Fault(
            ErrorCode code, String message, @Nullable Instant at) {}

    /** A log record from a node. */
    public record LogLine(@Nullable Instant at, String node, String title, String message) {}

    /** @throws OtterException with NOT_FOUND if the channel has no such pipeline */
    public PipelineView pipeline(String wanted) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.PIPELINE_UNKNOWN.with(name, wanted)));
    }

    /** Whether there is something to start: all of it, or what a fault has paused of it. */
    public boolean startable() {
        return wanted != ChannelStatus.START
                || pipelines.stream()
                        .anyMatch(pipeline -> pipeline.health().state() == PipelineHealth.State.PAUSED_BY_FAULT);
    }

    /** The longest delay of the pipelines, null when one is unknown. */
    public @Nullable Long delayMillis() {
        List<Long> known = pipelines.stream()
                .map(PipelineView::delayMillis)
                .filter(Objects::nonNull)
                .toList();
        return known.size() < pipelines.size()
                ? null
                : known.stream().max(Comparator.naturalOrder()).orElse(null);
    }

    /** Rows per second of all pipelines, null when none is known. */
    public @Nullable Double rowsPerSecond() {
        List<Double> known = pipelines.stream()
                .map(PipelineView::rowsPerSecond)
                .filter(Objects::nonNull)
                .toList();
        return known.isEmpty()
                ? null
                : known.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** When the first pipeline in the channel's state got into it, null when unknown. */
    public @Nullable Instant since() {
        return pipelines.stream()
                .filter(pipeline -> pipeline.state() == state)
                .map(PipelineView::since)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The oldest last report among the pipelines, null when one has never reported. */
    public @Nullable Instant lastHeard() {
        return pipelines.stream().anyMatch(pipeline -> pipeline.lastHeard() == null)
                ? null
                : pipelines.stream()
                        .map(PipelineView::lastHeard)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }
}
