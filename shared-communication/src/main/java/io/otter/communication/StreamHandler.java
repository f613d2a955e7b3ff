package io.otter.communication;

/** Serves a stream on its own thread. */
public interface StreamHandler<T> {
    /**
     * Serves the stream until it returns, which ends the stream; an exception ends it with that fault. The first item
     * sent is the reply to the opening message. Interrupted when the server closes.
     */
    void handle(T opening, RpcStream stream) throws InterruptedException;
}
