package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.fuzz.FuzzInputs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogFuzzTest {
    private final LogFuzz fuzz = new LogFuzz();

    @Test
    void keptStatementsAreReadOrRefused() throws IOException {
        assertThat(FuzzInputs.play(LogFuzz.class, "statements", fuzz::statements))
                .isPositive();
    }

    @Test
    void keptEventsAreDecodedOrRefused() throws IOException {
        assertThat(FuzzInputs.play(LogFuzz.class, "eventsAndDocuments", fuzz::eventsAndDocuments))
                .isPositive();
    }
}
