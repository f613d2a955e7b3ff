package io.otter.manager.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.RowText;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.message.StatisticsReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a channel, derived from facts.
 *
 * @param status what an operator wants, null while it is unknown
 * @param reason why it, or any pipeline of it, does not run, a line each; empty when nothing is to be said; also says when
 *     ZooKeeper does not answer
 * @param since when the channel was moved to this status, null when it never was
 * @param recovery what autoRecovery of an alarm rule is going to do, null when it has nothing to do with the channel
 */
public record ChannelReport(
        long id,
        String name,
        @Nullable ChannelStatus status,
        String reason,
        @Nullable Instant since,
        List<PipelineStatus> pipelines,
        @Nullable Recovery recovery) {
    /** The reason while ZooKeeper does not answer. */
    public static final String UNKNOWN = "ZooKeeper does not answer, so nothing is known of this channel";

    public ChannelReport {
        pipelines = List.copyOf(pipelines);
    }

    /** As whoever may see no rows sees it. */
    public ChannelReport withoutRows() {
        return new ChannelReport(
                id,
                name,
                status,
                RowText.hidden(reason),
                since,
                pipelines.stream().map(PipelineStatus::withoutRows).toList(),
                recovery);
    }

    /** With what is going to be done about it. */
    public ChannelReport with(@Nullable Recovery planned) {
        return new ChannelReport(id, name, status, reason, since, pipelines, planned);
    }

    /** Whether rows flow in every pipeline. */
    @JsonProperty
    public boolean running() {
        return !pipelines.isEmpty() && pipelines.stream().allMatch(PipelineStatus::running);
    }

    /**
     * One direction.
     *
     * @param reason why it is paused, empty when nothing is to be said
     * @param mainstem null when no node selects
     * @param position up to which everything is applied, from the cursor; null when there is none
     * @param delayMillis null when unknown
     * @param rowsPerSecond null when unknown
     * @param inFlight batches between select and load, by process id
     * @param lastError null when there is none
     * @param lastHeard time of the last report, null when there was none
     */
    public record PipelineStatus(
            long id,
            String name,
            PipelineHealth health,
            String reason,
            @Nullable MainstemReport mainstem,
            @Nullable Position position,
            @Nullable Long delayMillis,
            @Nullable Double rowsPerSecond,
            List<Process> inFlight,
            @Nullable Fault lastError,
            @Nullable Instant lastHeard) {
        public PipelineStatus {
            inFlight = List.copyOf(inFlight);
        }

        PipelineStatus withoutRows() {
            return new PipelineStatus(
                    id,
                    name,
                    health,
                    RowText.hidden(reason),
                    mainstem,
                    position,
                    delayMillis,
                    rowsPerSecond,
                    inFlight,
                    lastError == null ? null : lastError.withoutRows(),
                    lastHeard);
        }

        /** Whether rows flow. */
        @JsonProperty
        public boolean running() {
            return health.running();
        }
    }

    /**
     * What becomes of a channel that a fault has paused.
     *
     * @param attempt which try is next, from 1
     * @param next when it is started again; null if it is not, before somebody does something
     * @param text the same in words
     */
    public record Recovery(int attempt, @Nullable Instant next, String text) {}

    /**
     * The node that selects.
     *
     * @param ready whether it reads: what the source commits from now on is synced
     * @param readsFrom where it began to read; null before it is ready
     */
    public record MainstemReport(
            int nid,
            @Nullable String node,
            long epoch,
            boolean ready,
            Instant since,
            @Nullable Position readsFrom) {}

    /**
     * A position in the source's log.
     *
     * @param time commit time of the preceding transaction, null when unknown
     */
    public record Position(
            String file,
            long offset,
            String gtidSet,
            @Nullable Instant time) {
        public static Position of(BinlogPosition position) {
            return new Position(
                    position.file(),
                    position.offset(),
                    position.gtidSet(),
                    position.timestampMillis() == 0 ? null : Instant.ofEpochMilli(position.timestampMillis()));
        }
    }

    /** A batch in flight; {@code stage} is the last one completed, {@code since} when it was cut. */
    public record Process(long id, Stage stage, int nid, long rows, long bytes, Instant since) {}

    /** What is wrong, and since when. */
    public record Fault(
            String code,
            String message,
            String advice,
            @Nullable Instant at) {
        Fault withoutRows() {
            return new Fault(code, RowText.hidden(code, message), advice, at);
        }

        /** Null when nothing is wrong. */
        static @Nullable Fault of(StatisticsReport.Pipeline report) {
            if (!report.fails()) {
                return null;
            }
            // A newer node may know codes that we do not.
            String advice = Stream.of(ErrorCode.values())
                    .filter(code -> code.name().equals(report.errorCode()))
                    .map(ErrorCode::advice)
                    .findFirst()
                    .orElse("");
            return new Fault(
                    report.errorCode(), report.errorText(), advice, Instant.ofEpochMilli(report.errorMillis()));
        }
    }
}
