package io.otter.node.extract;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SkippedEntriesTest {
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SkippedEntries.class);
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void listen() {
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(written);
    }

    @Test
    void aTableIsToldOnceAndThenWithItsRows() {
        SkippedEntries skipped = new SkippedEntries("p", nanos::get);
        for (int i = 1; i <= 100_000; i++) {
            skipped.add(entry(i), "no mapped source table is named \"shop.other\"");
            skipped.tell();
        }
        skipped.add(entry(100_001), "PK_DATA has 2 parts");
        assertThat(texts())
                .containsExactly(
                        "pipeline p: row 1 of retl.retl_buffer was skipped: no mapped source table is named \"shop.other\"",
                        "pipeline p: row 100001 of retl.retl_buffer was skipped: PK_DATA has 2 parts");
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        skipped.tell();
        assertThat(texts())
                .hasSize(3)
                .last()
                .isEqualTo("pipeline p: 100000 rows of retl.retl_buffer were skipped: no mapped source table is named"
                        + " \"shop.other\"");
        skipped.add(entry(100_002), "PK_DATA has 2 parts");
        assertThat(texts()).as("another resync").hasSize(4);
    }

    private List<String> texts() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static FreeDoorEntry entry(long id) {
        return new FreeDoorEntry(id, 0, "shop.other", 'I', List.of());
    }
}
