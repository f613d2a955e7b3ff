package io.otter.node.binlog;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.SqlParser;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Whatever a source writes is decoded or refused: it ends no thread, and takes no endless time. */
class LogFuzz {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    @FuzzTest
    void eventsAndDocuments(byte[] input) {
        within(() -> HostileEvents.fuzzerTestOneInput(input));
    }

    @FuzzTest
    void statements(byte[] input) {
        within(() -> {
            try {
                new SqlParser(SqlDialect.ANY)
                        .read(new String(input, StandardCharsets.UTF_8), "db")
                        .statement();
            } catch (RuntimeException e) {
                return; // refused
            }
        });
    }

    /** By the time of the processor: on a busy machine anything takes long. */
    private static void within(Runnable decoding) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        decoding.run();
        if (threads.getCurrentThreadCpuTime() - begun > LONGEST_NANOS) {
            throw new IllegalStateException("it took too long");
        }
    }
}
