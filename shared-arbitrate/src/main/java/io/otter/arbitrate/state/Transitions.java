package io.otter.arbitrate.state;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which state may follow which: of channels (and of single pipelines, as far as users and faults decide), of pipelines on a
 * node, and of processes. Whatever is not in these tables does not happen. Immutable.
 */
public final class Transitions<S extends Enum<S>> {
    public static final Transitions<ChannelStatus> CHANNEL = new Transitions<>(Map.of(
            ChannelStatus.STOP, Set.of(ChannelStatus.START),
            ChannelStatus.START, Set.of(ChannelStatus.PAUSE, ChannelStatus.STOP),
            ChannelStatus.PAUSE, Set.of(ChannelStatus.START, ChannelStatus.STOP)));

    public static final Transitions<PipelineState> PIPELINE = new Transitions<>(Map.of(
            PipelineState.STANDBY,
            Set.of(PipelineState.STARTING, PipelineState.RETRYING, PipelineState.STOPPED),
            PipelineState.STARTING,
            Set.of(
                    PipelineState.RUNNING,
                    PipelineState.LEAVING,
                    PipelineState.RETRYING,
                    PipelineState.STANDBY,
                    PipelineState.STOPPED),
            PipelineState.RUNNING,
            Set.of(PipelineState.LEAVING, PipelineState.RETRYING, PipelineState.STANDBY, PipelineState.STOPPED),
            PipelineState.RETRYING,
            Set.of(PipelineState.RETRYING, PipelineState.STARTING, PipelineState.STANDBY, PipelineState.STOPPED),
            PipelineState.LEAVING,
            Set.of(PipelineState.RETRYING, PipelineState.STANDBY, PipelineState.STOPPED),
            PipelineState.STOPPED,
            Set.of()));

    public static final Transitions<ProcessState> PROCESS = new Transitions<>(Map.of(
            ProcessState.SELECTED,
            Set.of(ProcessState.LOADED, ProcessState.ROLLED_BACK),
            ProcessState.LOADED,
            Set.of(),
            ProcessState.ROLLED_BACK,
            Set.of()));

    private static final Logger log = LoggerFactory.getLogger(Transitions.class);

    private final Map<S, Set<S>> moves;

    private Transitions(Map<S, Set<S>> moves) {
        this.moves = moves;
    }

    public boolean allows(S from, S to) {
        return moves.getOrDefault(from, Set.of()).contains(to);
    }

    /**
     * Rejects, and logs, a move that is not in the table.
     *
     * @param what is to be moved
     * @param cause of the move
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE}
     */
    public void check(S from, S to, String what, String cause) {
        if (!allows(from, to)) {
            log.warn("{} is {} and was not moved to {}: {}", what, from, to, cause);
            throw new OtterException(ErrorCode.ILLEGAL_MOVE, what + " is " + from + " and cannot go to " + to + ".");
        }
    }
}
