package io.otter.arbitrate.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    @Test
    void aPipelineThatIsStoppedStaysSoAndEverythingElseCanBeStopped() {
        for (PipelineState state : PipelineState.values()) {
            assertThat(Transitions.PIPELINE.allows(PipelineState.STOPPED, state))
                    .isFalse();
            assertThat(Transitions.PIPELINE.allows(state, PipelineState.STOPPED))
                    .isEqualTo(state != PipelineState.STOPPED);
        }
    }

    @Test
    void nothingRunsThatWasNotStarted() {
        for (PipelineState state : PipelineState.values()) {
            assertThat(Transitions.PIPELINE.allows(state, PipelineState.RUNNING))
                    .isEqualTo(state == PipelineState.STARTING);
        }
    }

    @Test
    void aChannelIsPausedOnlyWhileItIsStarted() {
        for (ChannelStatus status : ChannelStatus.values()) {
            assertThat(Transitions.CHANNEL.allows(status, ChannelStatus.PAUSE))
                    .isEqualTo(status == ChannelStatus.START);
            assertThat(Transitions.CHANNEL.allows(status, status)).isFalse();
        }
    }

    @Test
    void aProcessEndsOnce() {
        for (ProcessState end : new ProcessState[] {ProcessState.LOADED, ProcessState.ROLLED_BACK}) {
            assertThat(Transitions.PROCESS.allows(ProcessState.SELECTED, end)).isTrue();
            for (ProcessState next : ProcessState.values()) {
                assertThat(Transitions.PROCESS.allows(end, next)).isFalse();
            }
        }
    }

    @Test
    void aMoveThatIsNotInTheTableIsRejectedByName() {
        assertThatThrownBy(() -> Transitions.CHANNEL.check(
                        ChannelStatus.STOP, ChannelStatus.PAUSE, "channel 1", "node 2 had a fault"))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ILLEGAL_MOVE))
                .hasMessageContaining("channel 1 is STOP and cannot go to PAUSE");
    }
}
