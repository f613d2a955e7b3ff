package io.otter.node.handover;

import io.otter.common.error.OtterException;
import io.otter.communication.RpcStream;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.select.Window;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards load events to the select node; if the stream has ended, the thread that reads it handles that. */
final class StreamListener implements LoadListener {
    private static final Logger log = LoggerFactory.getLogger(StreamListener.class);

    private final RpcStream stream;
    private final Window window;

    /** @param window what each batch has entered */
    StreamListener(RpcStream stream, Window window) {
        this.stream = stream;
        this.window = window;
    }

    @Override
    public void loaded(LoadedBatch batch) {
        window.leave();
        send(new LoadEvent.Loaded(batch));
    }

    @Override
    public void retrying(@Nullable OtterException fault) {
        send(new LoadEvent.Retrying(fault));
    }

    @Override
    public void failed(OtterException fault) {
        send(new LoadEvent.Failed(fault));
        stream.close();
    }

    private void send(LoadEvent event) {
        try {
            stream.send(HandoverMessages.EVENT, event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            log.debug("not sent to {}: {}", stream.peer(), e.getMessage());
        }
    }
}
