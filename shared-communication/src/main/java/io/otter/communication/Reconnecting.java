package io.otter.communication;

import io.netty.channel.EventLoopGroup;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a link's lost connection again until it goes on, its time is over or the peer has forgotten it. A peer whose port
 * is closed is soon taken for gone, since its process is. Runs in event loops; never blocks.
 */
final class Reconnecting {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventLoopGroup group;
    private final Function<@Nullable Link, CompletableFuture<Link>> connector;

    /** @param connector connects to go on with a link; completes when it does, or with the fault */
    Reconnecting(EventLoopGroup group, Function<@Nullable Link, CompletableFuture<Link>> connector) {
        this.group = group;
        this.connector = connector;
    }

    void begin(Link link) {
        long now = System.nanoTime();
        attempt(new Absence(link, now, now + link.agreement().resume().toNanos(), FIRST_PAUSE_MILLIS));
    }

    private void attempt(Absence absence) {
        connector.apply(absence.link).whenComplete((link, fault) -> {
            if (fault != null) {
                failed(absence, fault);
            }
        });
    }

    private void failed(Absence absence, Throwable fault) {
        long now = System.nanoTime();
        OtterException cause = absence.link.absence();
        if (cause == null) {
            return; // it goes on, or is over
        }
        boolean forgotten = fault instanceof OtterException known
                && (known.code() == ErrorCode.RPC_PROTOCOL || known.code() == ErrorCode.RPC_REFUSED);
        boolean gone = fault.getCause() instanceof ConnectException && now - absence.sinceNanos > REFUSED_NANOS;
        if (forgotten || gone || now - absence.untilNanos > 0) {
            absence.link.lose(cause);
            return;
        }
        Duration pause = Duration.ofMillis(absence.pauseMillis);
        try {
            group.schedule(() -> attempt(absence.longer()), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            absence.link.lose(cause); // the client is closed
        }
    }

    private record Absence(Link link, long sinceNanos, long untilNanos, long pauseMillis) {
        Absence longer() {
            return new Absence(link, sinceNanos, untilNanos, Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis));
        }
    }
}
