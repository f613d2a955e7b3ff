package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a target that answers a statement for rows no more: one that stands still, or is behind a network that swallows
 * everything, is a fault to its driver only after minutes. DDL may take any time, and does not count.
 */
final class SilentTarget implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Duration limit;
    private final List<AnswerWatch> connections;
    private final Consumer<@Nullable OtterException> listener;
    private final OtterException fault;
    private final ScheduledExecutorService executor;
    private boolean silent;

    /**
     * @param limit for how long a statement may take
     * @param listener receives that it is silent, and null once it answers
     */
    SilentTarget(
            String pipeline,
            DataMediaSource server,
            Duration limit,
            List<AnswerWatch> connections,
            Consumer<@Nullable OtterException> listener) {
        this.limit = limit;
        this.connections = List.copyOf(connections);
        this.listener = listener;
        fault = new OtterException(
                ErrorCode.LOAD_TRANSIENT,
                "pipeline " + pipeline + ": " + server.name() + " at " + server.host() + ":" + server.port()
                        + " has not answered a statement for more than " + limit.toSeconds()
                        + " s; it goes on when the server answers, or the connection is given up.");
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, pipeline + "-load-answers");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        executor.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        boolean now = connections.stream().anyMatch(connection -> connection.hasWaited(limit.toNanos()));
        if (now != silent) {
            silent = now;
            listener.accept(now ? fault : null);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
