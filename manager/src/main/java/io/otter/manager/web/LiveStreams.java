package io.otter.manager.web;

import io.otter.manager.channel.ChannelBoard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code GET /live}: notifies open pages that there is something new, without content; each page then fetches it as its
 * user, in its language. Thread-safe.
 */
@Controller
final class LiveStreams implements SmartLifecycle {
    private static final int MOST = 500;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final List<SseEmitter> streams = new CopyOnWriteArrayList<>();
    /** A queued tick makes further ones redundant. */
    private final ExecutorService sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(1),
            task -> {
                Thread thread = new Thread(task, "live-streams");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private volatile boolean running;

    LiveStreams(ChannelBoard board) {
        board.watch(() -> sender.execute(this::tick));
    }

    /** Sends an event {@code tick} after each refresh of the facts; 503 when there are too many listeners. */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> live() {
        if (streams.size() >= MOST || !running) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        SseEmitter stream = new SseEmitter(LONGEST.toMillis());
        stream.onCompletion(() -> streams.remove(stream));
        stream.onTimeout(stream::complete);
        stream.onError(failure -> streams.remove(stream));
        streams.add(stream);
        return ResponseEntity.ok()
                .header("X-Accel-Buffering", "no")
                .cacheControl(CacheControl.noStore())
                .body(stream);
    }

    private void tick() {
        for (SseEmitter stream : streams) {
            try {
                stream.send(SseEmitter.event().name("tick").data(""));
            } catch (IOException | IllegalStateException e) {
                streams.remove(stream); // the page was closed
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Runs before the port closes, which would wait for open streams. */
    @Override
    public void stop() {
        running = false;
        streams.forEach(SseEmitter::complete);
        sender.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
