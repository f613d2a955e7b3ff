package io.otter.arbitrate.channel;

import io.otter.common.model.ChannelStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of a channel, and why.
 *
 * @param reason as text; a fault's code and message if a node paused the channel; may be empty
 * @param by the user or node that changed it
 * @param sinceMillis milliseconds since the epoch
 * @param pipelines by id, those that a fault has paused since the channel was started, and those that were started again
 */
public record ChannelState(
        ChannelStatus status, String reason, String by, long sinceMillis, Map<Long, PipelineWish> pipelines) {
    /** A channel that was never started. */
    public static final ChannelState STOPPED = new ChannelState(ChannelStatus.STOP, "", "", 0);

    /** Earlier versions paused whole channels only. */
    public ChannelState(
            ChannelStatus status,
            String reason,
            String by,
            long sinceMillis,
            @Nullable Map<Long, PipelineWish> pipelines) {
        this.status = status;
        this.reason = reason;
        this.by = by;
        this.sinceMillis = sinceMillis;
        this.pipelines = Map.copyOf(Objects.requireNonNullElse(pipelines, Map.of()));
    }

    /** One that is the same for all its pipelines. */
    public ChannelState(ChannelStatus status, String reason, String by, long sinceMillis) {
        this(status, reason, by, sinceMillis, Map.of());
    }

    /** What this pipeline is to do. */
    public PipelineWish of(long pipelineId) {
        PipelineWish own = pipelines.get(pipelineId);
        return own != null && (status == ChannelStatus.START || own.status() == status)
                ? own
                : new PipelineWish(status, reason, by, sinceMillis);
    }

    /** Whether the channel is started and every pipeline of it is to run. */
    public boolean isWhollyStarted() {
        return status == ChannelStatus.START
                && pipelines.values().stream().noneMatch(wish -> wish.status() == ChannelStatus.PAUSE);
    }

    /** Why the channel, or what of it, does not run, a line each; empty when there is nothing to say. */
    public String why() {
        return !reason.isEmpty()
                ? reason
                : pipelines.values().stream()
                        .filter(PipelineWish::isPausedByFault)
                        .sorted(Comparator.comparingLong(PipelineWish::sinceMillis))
                        .map(PipelineWish::reason)
                        .collect(Collectors.joining("\n"));
    }

    /** What faults have paused, if nobody has paused or stopped the channel besides. */
    public List<PipelineWish> faults() {
        if (status == ChannelStatus.STOP || status == ChannelStatus.PAUSE && reason.isEmpty()) {
            return List.of();
        }
        List<PipelineWish> own = pipelines.values().stream()
                .filter(PipelineWish::isPausedByFault)
                .toList();
        return own.isEmpty() && status == ChannelStatus.PAUSE
                ? List.of(new PipelineWish(status, reason, by, sinceMillis))
                : own;
    }

    /** The same but for one pipeline. */
    ChannelState with(long pipelineId, PipelineWish wish) {
        Map<Long, PipelineWish> all = new TreeMap<>(pipelines);
        all.put(pipelineId, wish);
        return new ChannelState(status, reason, by, sinceMillis, all);
    }

    /** Started, with all paused pipelines started again; what runs stays as it is. */
    ChannelState resumed(String who, long nowMillis) {
        Map<Long, PipelineWish> all = new TreeMap<>(pipelines);
        all.replaceAll((id, wish) -> wish.status() == ChannelStatus.PAUSE
                ? new PipelineWish(ChannelStatus.START, "", who, nowMillis)
                : wish);
        return new ChannelState(status, reason, by, sinceMillis, all);
    }
}
