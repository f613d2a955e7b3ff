package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.fuzz.FuzzInputs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FrameFuzzTest {
    @Test
    void keptInputsAreReadOrEndTheLink() throws IOException {
        assertThat(FuzzInputs.play(FrameFuzz.class, "bytesOfAPeer", new FrameFuzz()::bytesOfAPeer))
                .isPositive();
    }
}
