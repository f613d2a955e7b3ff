package io.otter.node.handover;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.Credentials;
import io.otter.communication.MessageType;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.RpcStream;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.TableDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A load side on another node: a stream to the first load node that answers; a thread receives acknowledgements. */
public final class RemoteHandover implements Handover {
    private static final Logger log = LoggerFactory.getLogger(RemoteHandover.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    /** The connection is closed, so nothing is waited for but what is being told of the last event. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Duration ACCEPT_LIMIT = Duration.ofSeconds(45);

    private final RpcClient client;
    private final Credentials credentials;
    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final Supplier<List<ServerAddress>> loadNodes;
    private final LoadListener listener;
    private final MessageType<Batch> batches = HandoverMessages.batch();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Optional<KeptSchemas> kept = Optional.empty();
    private final List<CopiedTable> copied = new ArrayList<>();
    private volatile @Nullable ServerAddress peer;
    private volatile @Nullable RpcConnection connection;
    private volatile @Nullable RpcStream stream;
    private volatile @Nullable Thread thread;

    /**
     * @param credentials of this node
     * @param loadNodes addresses of the pipeline's load nodes in order of preference; queried on every opening
     */
    public RemoteHandover(
            RpcClient client,
            Credentials credentials,
            ChannelConfig channel,
            PipelineConfig pipeline,
            Supplier<List<ServerAddress>> loadNodes,
            LoadListener listener) {
        this.client = client;
        this.credentials = credentials;
        this.channel = channel;
        this.pipeline = pipeline;
        this.loadNodes = loadNodes;
        this.listener = listener;
    }

    @Override
    public Optional<BinlogPosition> open(long epoch) {
        OtterException fault = new OtterException(
                ErrorCode.RPC_UNREACHABLE,
                "pipeline " + pipeline.name() + ": none of its load nodes is registered, or all are drained.");
        try {
            for (ServerAddress address : loadNodes.get()) {
                RpcStream accepted;
                try {
                    accepted = accept(address, epoch);
                } catch (OtterException e) {
                    disconnect();
                    if (e.code() == ErrorCode.LOAD_FENCED) {
                        throw e;
                    }
                    log.info("pipeline {}: load node {}: {}", pipeline.name(), address, e.getMessage());
                    fault = new OtterException(
                            e.code(),
                            "pipeline " + pipeline.name() + ": load node " + address + ": " + e.getMessage(),
                            e);
                    continue;
                }
                return opened(accepted);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OtterException(
                    ErrorCode.RPC_UNREACHABLE,
                    "pipeline " + pipeline.name() + ": interrupted while it was being opened.",
                    e);
        }
        throw fault;
    }

    @Override
    public Optional<KeptSchemas> keptSchemas() {
        Optional<KeptSchemas> schemas = kept;
        kept = Optional.empty();
        return schemas;
    }

    @Override
    public List<CopiedTable> copied() {
        return List.copyOf(copied);
    }

    @Override
    public void push(Batch batch) throws InterruptedException {
        RpcStream open = stream;
        if (open == null) {
            throw new IllegalStateException("pipeline " + pipeline.name() + ": pushed before it was opened");
        }
        try {
            open.send(batches, batch);
        } catch (OtterException e) {
            throw e.code() == ErrorCode.RPC_PROTOCOL
                    ? new OtterException(
                            ErrorCode.LOAD_DATA,
                            "pipeline " + pipeline.name() + ": a batch of " + batch.rows() + " rows and "
                                    + batch.bytes() + " bytes cannot be sent to " + open.peer() + ": " + e.getMessage(),
                            e)
                    : e;
        }
    }

    @Override
    public Optional<ServerAddress> peer() {
        return Optional.ofNullable(peer);
    }

    @Override
    public Duration roundTrip() {
        RpcConnection connected = connection;
        return connected == null ? Duration.ZERO : connected.roundTrip();
    }

    @Override
    public void close() {
        closed.set(true);
        disconnect();
        Thread receiving = thread;
        if (receiving == null || receiving == Thread.currentThread()) {
            return;
        }
        try {
            receiving.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RpcStream accept(ServerAddress address, long epoch) throws InterruptedException {
        RpcConnection connected = client.connect(address, credentials, CONNECT_LIMIT);
        connection = connected;
        peer = address;
        if (!pipeline.loadNodes().contains(connected.peerNid())) {
            throw new OtterException(
                    ErrorCode.RPC_REFUSED, "it is node " + connected.peerNid() + ", which is none of the load nodes.");
        }
        Opening opening = new Opening(channel.id(), pipeline.id(), channel.version(), epoch);
        RpcConnection.Opened<LoadEvent> answer =
                connected.openStream(HandoverMessages.OPEN, opening, HandoverMessages.EVENT, ACCEPT_LIMIT);
        stream = answer.stream();
        if (answer.reply() instanceof LoadEvent.Failed failed) {
            throw failed.fault();
        }
        if (closed.get()) {
            disconnect();
        }
        return answer.stream();
    }

    /** Waits for as long as the load node keeps trying to reach the targets. */
    private Optional<BinlogPosition> opened(RpcStream open) throws InterruptedException {
        List<TableDefinition> definitions = new ArrayList<>();
        while (true) {
            LoadEvent event = open.receive(HandoverMessages.EVENT);
            if (event instanceof LoadEvent.Kept part) {
                definitions.addAll(part.definitions());
            } else if (event instanceof LoadEvent.AllKept all) {
                kept = Optional.of(new KeptSchemas(all.complete(), definitions, all.everywhere()));
            } else if (event instanceof LoadEvent.Copied part) {
                copied.addAll(part.tables());
            } else if (event instanceof LoadEvent.Opened opened) {
                Thread receiving = new Thread(() -> receive(open), pipeline.name() + "-acknowledgements");
                thread = receiving;
                receiving.start();
                return opened.position();
            } else if (event instanceof LoadEvent.Retrying retrying) {
                listener.retrying(retrying.fault());
            } else if (event instanceof LoadEvent.Failed failed) {
                throw failed.fault();
            } else {
                throw unexpected(event);
            }
        }
    }

    private void receive(RpcStream open) {
        try {
            while (true) {
                LoadEvent event = open.receive(HandoverMessages.EVENT);
                if (event instanceof LoadEvent.Loaded loaded) {
                    listener.loaded(loaded.batch());
                } else if (event instanceof LoadEvent.Retrying retrying) {
                    listener.retrying(retrying.fault());
                } else if (event instanceof LoadEvent.Failed failed) {
                    throw failed.fault();
                } else {
                    throw unexpected(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed.get()) {
                disconnect();
                listener.failed(named(e));
            }
        }
    }

    private OtterException named(RuntimeException e) {
        if (e instanceof OtterException known) {
            return known.code() == ErrorCode.RPC_UNREACHABLE
                    ? new OtterException(
                            known.code(), "pipeline " + pipeline.name() + ": load node: " + known.getMessage(), known)
                    : known;
        }
        return new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": " + e, e);
    }

    private OtterException unexpected(@Nullable LoadEvent event) {
        return event == null
                ? new OtterException(ErrorCode.RPC_UNREACHABLE, "the load node ended the stream.")
                : new OtterException(ErrorCode.RPC_PROTOCOL, "the load node sent an unexpected " + event + ".");
    }

    private void disconnect() {
        RpcStream open = stream;
        if (open != null) {
            open.close();
        }
        RpcConnection connected = connection;
        if (connected != null) {
            connected.close();
        }
    }
}
