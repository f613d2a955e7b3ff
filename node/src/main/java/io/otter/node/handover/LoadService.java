package io.otter.node.handover;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.MessageType;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcStream;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.Handover;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.TableDefinition;
import io.otter.node.pipeline.PipelineRunner.HandoverFactory;
import io.otter.node.select.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads on behalf of select nodes on other hosts: one stream per pipeline, that of the highest epoch. Thread-safe. */
public final class LoadService {
    private static final Logger log = LoggerFactory.getLogger(LoadService.class);
    private static final long VERSION_PATIENCE_MILLIS = 5_000;
    private static final long PART_CHARACTERS = 100_000;
    private static final int PART_TABLES = 500;
    private static final long PART_OVERHEAD = 200;
    /** Limit of batches that are unpacked; others wait in the stream as they came. */
    private static final long WINDOW_BYTES = 16L << 20;

    private static final long PREDECESSOR_PATIENCE_MILLIS = 30_000;

    private final Supplier<Map<Long, ChannelConfig>> channels;
    private final HandoverFactory handovers;

    @GuardedBy("this")
    private final Map<Long, Session> sessions = new HashMap<>();

    @GuardedBy("this")
    private long configurations;

    /**
     * @param channels the published channels by id
     * @param handovers creates the load side on this node
     */
    public LoadService(Supplier<Map<Long, ChannelConfig>> channels, HandoverFactory handovers) {
        this.channels = channels;
        this.handovers = handovers;
    }

    /** Registers the handlers of this service. */
    public void register(RpcHandlers handlers) {
        handlers.onStream(HandoverMessages.OPEN, this::serve);
    }

    /** Call when the published configuration may have changed. */
    public synchronized void configurationChanged() {
        configurations++;
        notifyAll();
    }

    private void serve(Opening opening, RpcStream stream) throws InterruptedException {
        requireSelecting(pipeline(channel(opening), opening), stream);
        Session session = new Session(opening.epoch(), stream, Thread.currentThread(), new CountDownLatch(1));
        try {
            enter(opening.pipelineId(), session);
            load(opening, stream);
        } catch (FencedException e) {
            stream.send(HandoverMessages.EVENT, new LoadEvent.Failed(e));
        } finally {
            leave(opening.pipelineId(), session);
        }
    }

    private void load(Opening opening, RpcStream stream) throws InterruptedException {
        ChannelConfig channel = channel(opening);
        PipelineConfig pipeline = pipeline(channel, opening);
        requireSelecting(pipeline, stream);
        stream.send(HandoverMessages.EVENT, new LoadEvent.Accepted());
        MessageType<Batch> batches = HandoverMessages.batch();
        Window window = new Window(Integer.MAX_VALUE, WINDOW_BYTES);
        // Opening retries the targets for ever, which is pointless once the select node has gone.
        stream.onDeparture(Thread.currentThread()::interrupt);
        try (Handover handover = handovers.create(channel, pipeline, new StreamListener(stream, window))) {
            Optional<BinlogPosition> position = handover.open(opening.epoch());
            sendKept(handover.keptSchemas(), stream);
            sendCopied(handover.copied(), stream);
            stream.send(HandoverMessages.EVENT, new LoadEvent.Opened(position));
            log.info("pipeline {}: loading for {}, epoch {}", pipeline.name(), stream.peer(), opening.epoch());
            Batch batch = stream.receive(batches);
            while (batch != null) {
                window.enter(batch.bytes());
                handover.push(batch);
                batch = stream.receive(batches);
            }
        } finally {
            log.info("pipeline {}: no longer loading for {}", pipeline.name(), stream.peer());
        }
    }

    private static PipelineConfig pipeline(ChannelConfig channel, Opening opening) {
        return channel.pipelines().stream()
                .filter(candidate -> candidate.id() == opening.pipelineId())
                .findFirst()
                .orElseThrow(() -> new OtterException(
                        ErrorCode.NOT_FOUND,
                        "channel " + channel.name() + " has no pipeline with the id " + opening.pipelineId() + "."));
    }

    /** Before anybody's stream ends for this one, and again after, as the configuration may be another. */
    private static void requireSelecting(PipelineConfig pipeline, RpcStream stream) {
        if (!pipeline.selectNodes().contains(stream.peerNid())) {
            throw new OtterException(
                    ErrorCode.RPC_REFUSED,
                    "node " + stream.peerNid() + " does not select for pipeline " + pipeline.name() + ".");
        }
    }

    private static void sendKept(Optional<KeptSchemas> kept, RpcStream stream) throws InterruptedException {
        if (kept.isEmpty()) {
            return;
        }
        List<TableDefinition> part = new ArrayList<>();
        long characters = 0;
        for (TableDefinition definition : kept.get().definitions()) {
            if (characters > PART_CHARACTERS) {
                stream.send(HandoverMessages.EVENT, new LoadEvent.Kept(part));
                part = new ArrayList<>();
                characters = 0;
            }
            part.add(definition);
            characters += PART_OVERHEAD + definition.json().length();
        }
        stream.send(HandoverMessages.EVENT, new LoadEvent.Kept(part));
        stream.send(
                HandoverMessages.EVENT,
                new LoadEvent.AllKept(kept.get().complete(), kept.get().everywhere()));
    }

    private static void sendCopied(List<CopiedTable> tables, RpcStream stream) throws InterruptedException {
        for (int from = 0; from < tables.size(); from += PART_TABLES) {
            List<CopiedTable> part = tables.subList(from, Math.min(tables.size(), from + PART_TABLES));
            stream.send(HandoverMessages.EVENT, new LoadEvent.Copied(part));
        }
    }

    /** The select node may have seen a publication that has not arrived here yet. */
    private ChannelConfig channel(Opening opening) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(VERSION_PATIENCE_MILLIS);
        while (true) {
            long seen;
            synchronized (this) {
                seen = configurations;
            }
            @Nullable ChannelConfig channel = channels.get().get(opening.channelId());
            if (channel != null && channel.version() == opening.version()) {
                return channel;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || channel != null && channel.version() > opening.version()) {
                throw new OtterException(
                        ErrorCode.LOAD_TRANSIENT,
                        "the load node knows "
                                + (channel == null ? "no version" : "version " + channel.version())
                                + " of channel " + opening.channelId() + ", not version " + opening.version() + ".");
            }
            synchronized (this) {
                if (seen == configurations) {
                    wait(left);
                }
            }
        }
    }

    /** Ends an older stream of the pipeline and waits until it has rolled back. */
    private void enter(long pipelineId, Session session) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PREDECESSOR_PATIENCE_MILLIS);
        while (true) {
            Session older;
            synchronized (this) {
                older = sessions.get(pipelineId);
                if (older == null) {
                    sessions.put(pipelineId, session);
                    return;
                }
            }
            if (older.epoch() > session.epoch()) {
                throw new FencedException(
                        "pipeline " + pipelineId + " is being loaded for epoch " + older.epoch() + ", above "
                                + session.epoch() + ".",
                        older.epoch());
            }
            older.stream()
                    .end(new OtterException(
                            ErrorCode.LOAD_FENCED,
                            "pipeline " + pipelineId + " is now being loaded for epoch " + session.epoch() + "."));
            older.thread().interrupt();
            if (!older.gone().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new OtterException(
                        ErrorCode.LOAD_TRANSIENT,
                        "pipeline " + pipelineId + ": its previous stream has not ended yet.");
            }
        }
    }

    private synchronized void leave(long pipelineId, Session session) {
        sessions.remove(pipelineId, session);
        session.gone().countDown();
    }

    private record Session(long epoch, RpcStream stream, Thread thread, CountDownLatch gone) {}
}
