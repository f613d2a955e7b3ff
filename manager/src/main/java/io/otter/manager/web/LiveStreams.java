package io.otter.manager.web;

import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.user.ClientNetwork;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
    /** Of one user; more pages than anybody looks at, and too few to keep others from theirs. */
    private static final int MOST_OF_USER = 30;
    /** Of one address, behind which may be a whole office. */
    private static final int MOST_OF_ADDRESS = 150;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
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

    /** @param user empty for a guest */
    private record Listener(String user, String address, SseEmitter stream) {}

    /** Sends an event {@code tick} after each refresh of the facts; 503 when there are too many listeners, of all or of the same. */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> live(HttpServletRequest request) throws IOException {
        Listener listener = new Listener(
                Objects.requireNonNullElse(request.getRemoteUser(), ""),
                ClientNetwork.of(request.getRemoteAddr()),
                new SseEmitter(LONGEST.toMillis()));
        SseEmitter stream = listener.stream();
        stream.onCompletion(() -> listeners.remove(listener));
        stream.onTimeout(stream::complete);
        stream.onError(failure -> listeners.remove(listener));
        if (!running || !admitted(listener)) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        stream.send(SseEmitter.event().comment("open")); // or the answer would begin with the first tick
        return ResponseEntity.ok()
                .header("X-Accel-Buffering", "no")
                .cacheControl(CacheControl.noStore())
                .body(stream);
    }

    private synchronized boolean admitted(Listener listener) {
        boolean admitted = listeners.size() < MOST
                && (listener.user().isEmpty() || count(one -> one.user().equals(listener.user())) < MOST_OF_USER)
                && count(one -> one.address().equals(listener.address())) < MOST_OF_ADDRESS;
        return admitted && listeners.add(listener);
    }

    private long count(Predicate<Listener> which) {
        return listeners.stream().filter(which).count();
    }

    private void tick() {
        for (Listener listener : listeners) {
            try {
                listener.stream().send(SseEmitter.event().name("tick").data(""));
            } catch (IOException | IllegalStateException e) {
                listeners.remove(listener); // the page was closed
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
        listeners.forEach(listener -> listener.stream().complete());
        sender.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
