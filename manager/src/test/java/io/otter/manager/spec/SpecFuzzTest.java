package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.fuzz.FuzzInputs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpecFuzzTest {
    @Test
    void keptDocumentsAreReadOrRefused() throws IOException {
        assertThat(FuzzInputs.play(SpecFuzz.class, "documents", new SpecFuzz()::documents))
                .isPositive();
    }
}
