package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a server's handlers: requests on a small pool, each stream on its own thread. Thread-safe. */
final class Calls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Calls.class);
    private static final int THREADS = 4;
    private static final int WAITING = 256;
    private static final long CLOSE_MILLIS = 10_000;

    /** Of what streams together may have on the way to here, besides {@link RpcStream#WINDOW} each. */
    private static final long WIDE_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private final AtomicLong wideBytes = new AtomicLong();
    private final RpcHandlers handlers;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> new Thread(task, "rpc-call"));
    private final PeerShares shares = PeerShares.ofMemory();
    private final Set<Thread> streamThreads = ConcurrentHashMap.newKeySet();

    Calls(RpcHandlers handlers) {
        this.handlers = handlers;
        executor.allowCoreThreadTimeOut(true);
    }

    /** Takes ownership of the frame. */
    void call(Link link, Frame frame) {
        RpcHandlers.Call<?, ?> call = handlers.call(frame.type());
        if (call == null || (call.response() == null) != (frame.kind() == FrameKind.ONE_WAY)) {
            frame.body().release();
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL, "no handler for " + frame.kind() + " of type " + frame.type() + ".");
        }
        try {
            executor.execute(() -> run(link, frame, call));
        } catch (RejectedExecutionException e) {
            frame.body().release();
            answer(
                    link,
                    frame,
                    new OtterException(ErrorCode.RPC_TIMEOUT, "too many calls are waiting; the call was rejected.", e));
        }
    }

    /** What a new stream over this round trip may have on the way to here. */
    int window(Duration roundTrip) {
        int wanted = RpcStream.window(roundTrip) - RpcStream.WINDOW;
        long taken = wideBytes.getAndUpdate(used -> Math.min(WIDE_BYTES, used + wanted));
        return RpcStream.WINDOW + (int) Math.min(wanted, WIDE_BYTES - taken);
    }

    /** Takes ownership of the frame. */
    void open(Link link, Frame frame, RpcStream stream) {
        RpcHandlers.Opening<?> opening = handlers.opening(frame.type());
        if (opening == null) {
            frame.body().release();
            wideBytes.addAndGet(RpcStream.WINDOW - stream.window());
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "no handler for streams of type " + frame.type() + ".");
        }
        int nid = link.agreement().nid();
        if (!shares.take(nid)) {
            frame.body().release();
            wideBytes.addAndGet(RpcStream.WINDOW - stream.window());
            stream.end(new OtterException(
                    ErrorCode.RPC_TIMEOUT,
                    "too many streams are open, of which one process may have " + shares.ofOne() + "; " + link.peer()
                            + " was refused another one."));
            return;
        }
        String name = "rpc-" + opening.type().name() + "-" + frame.id() + "-" + link.peer();
        Thread thread = new Thread(() -> serve(link, frame, stream, opening), name);
        streamThreads.add(thread);
        thread.start();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        streamThreads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (Thread thread : streamThreads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static <Q, R> void run(Link link, Frame frame, RpcHandlers.Call<Q, R> call) {
        try {
            R result = call.handler().handle(link.agreement().nid(), frame.read(link.allocator(), call.request()));
            MessageType<R> response = call.response();
            if (response != null) {
                link.write(link.message(FrameKind.RESPONSE, frame.id(), response, result));
            }
        } catch (RuntimeException e) {
            answer(link, frame, fault(e, call.request().name()));
        }
    }

    private static void answer(Link link, Frame frame, OtterException fault) {
        if (frame.kind() == FrameKind.REQUEST) {
            link.write(Frame.control(link.allocator(), FrameKind.FAULT, frame.id(), Fault.bytes(fault)));
        } else {
            log.warn("a message from {} was not accepted: {}", link.peer(), fault.describe());
        }
    }

    private <T> void serve(Link link, Frame frame, RpcStream stream, RpcHandlers.Opening<T> opening) {
        OtterException fault = null;
        try {
            opening.handler().handle(frame.read(link.allocator(), opening.type()), stream);
        } catch (InterruptedException e) {
            fault = new OtterException(ErrorCode.RPC_UNREACHABLE, "the server is being closed.", e);
        } catch (RuntimeException e) {
            fault = fault(e, opening.type().name());
        } finally {
            stream.end(fault);
            wideBytes.addAndGet(RpcStream.WINDOW - stream.window());
            shares.give(link.agreement().nid());
            streamThreads.remove(Thread.currentThread());
        }
    }

    private static OtterException fault(RuntimeException e, String call) {
        if (e instanceof OtterException known) {
            return known;
        }
        log.error("a bug in the handler of {}", call, e);
        return new OtterException(ErrorCode.INTERNAL, call + " failed: " + e, e);
    }
}
