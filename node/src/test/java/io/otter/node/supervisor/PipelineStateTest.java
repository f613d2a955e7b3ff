package io.otter.node.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineStateTest {
    @ParameterizedTest
    @EnumSource(PipelineState.class)
    void whatIsStoppedStaysSo(PipelineState next) {
        assertThatThrownBy(() -> PipelineState.STOPPED.moveTo(next)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(value = PipelineState.class, names = "STOPPED", mode = EnumSource.Mode.EXCLUDE)
    void everythingElseCanBeStopped(PipelineState state) {
        assertThat(state.moveTo(PipelineState.STOPPED)).isEqualTo(PipelineState.STOPPED);
    }

    @Test
    void nothingRunsThatWasNotStarted() {
        for (PipelineState state : PipelineState.values()) {
            if (state != PipelineState.STARTING) {
                assertThatThrownBy(() -> state.moveTo(PipelineState.RUNNING))
                        .hasMessageContaining("from " + state + " to RUNNING");
            }
        }
    }
}
