package io.otter.communication;

/** Serves one stream on a thread of its own. */
public interface StreamHandler<T> {
    /**
     * Serves the stream until it returns, which ends it; an exception ends it with that fault. The first thing sent is the
     * reply to the opening message. Interrupted when the server closes.
     */
    void handle(T opening, RpcStream stream) throws InterruptedException;
}
