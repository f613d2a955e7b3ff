package io.otter.communication;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Opens connections, all served by one thread. Closing it closes them. Thread-safe. */
public final class RpcClient implements AutoCloseable {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("rpc-client"), NioIoHandler.newFactory());
    private final MessageTypes types;
    private final Heartbeat heartbeat;
    private final Compression compression;

    /** @param types all types that servers may send */
    public RpcClient(MessageTypes types) {
        this(types, Heartbeat.usual(), Compression.LZ4);
    }

    /**
     * @param types all types that servers may send
     * @param compression of what is long, in both directions
     */
    public RpcClient(MessageTypes types, Heartbeat heartbeat, Compression compression) {
        this.types = types;
        this.heartbeat = heartbeat;
        this.compression = compression;
    }

    /**
     * Connects with mutual authentication.
     *
     * @throws OtterException naming the address: RPC_UNREACHABLE, RPC_TIMEOUT, RPC_REFUSED for a different key, or
     *     RPC_PROTOCOL
     */
    public RpcConnection connect(ServerAddress address, Credentials credentials, Duration timeout)
            throws InterruptedException {
        Peer peer = new Peer(address, credentials, timeout);
        Attempt attempt = peer.connect(null);
        boolean connected = false;
        try {
            Link link = attempt.result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            connected = true;
            return new RpcConnection(link);
        } catch (TimeoutException e) {
            throw new OtterException(ErrorCode.RPC_UNREACHABLE, address + " did not answer in " + timeout + ".", e);
        } catch (ExecutionException e) {
            throw RpcConnection.fault(e);
        } finally {
            if (!connected) {
                attempt.giveUp();
            }
        }
    }

    /**
     * Likewise to one process, for who has the address of another one, and his proofs, is not whom this is for.
     *
     * @param nid {@link Credentials#MANAGER}, or that of a node
     * @throws OtterException with RPC_REFUSED, too, if another one answers
     */
    public RpcConnection connect(ServerAddress address, int nid, Credentials credentials, Duration timeout)
            throws InterruptedException {
        RpcConnection connection = connect(address, credentials, timeout);
        if (connection.peerNid() == nid) {
            return connection;
        }
        connection.close();
        throw new OtterException(
                ErrorCode.RPC_REFUSED,
                address + " is " + Credentials.name(connection.peerNid()) + ", and not " + Credentials.name(nid) + ".");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Where connections go, each of which looks the name up anew. */
    private final class Peer {
        private final ServerAddress address;
        private final Duration timeout;
        private final ClientHandshake.Setting setting;
        private final @Nullable Tls tls;

        Peer(ServerAddress address, Credentials credentials, Duration timeout) {
            this.address = address;
            this.timeout = timeout;
            tls = credentials.tls();
            Reconnecting reconnecting = new Reconnecting(group, this::again);
            setting = new ClientHandshake.Setting(
                    credentials, address.toString(), compression, heartbeat, reconnecting::begin);
        }

        Attempt connect(@Nullable Link former) {
            CompletableFuture<Link> result = new CompletableFuture<>();
            ChannelFuture connecting = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Link.WRITE_BUFFER)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            FrameReader reader = new FrameReader(types);
                            if (tls != null) {
                                channel.pipeline().addLast(tls.client(channel.alloc(), address.host(), address.port()));
                            }
                            channel.pipeline().addLast(reader, new ClientHandshake(setting, reader, former, result));
                        }
                    })
                    .connect(address.host(), address.port());
            connecting.addListener(future -> {
                if (!future.isSuccess()) {
                    result.completeExceptionally(new OtterException(
                            ErrorCode.RPC_UNREACHABLE,
                            address + " cannot be reached: " + future.cause().getMessage() + ".",
                            future.cause()));
                }
            });
            return new Attempt(result, connecting.channel());
        }

        /** A peer that takes the connection and says nothing must not use up the time for others. */
        private CompletableFuture<Link> again(@Nullable Link former) {
            Attempt attempt = connect(former);
            attempt.channel
                    .eventLoop()
                    .schedule(
                            () -> {
                                if (!attempt.result.isDone()) {
                                    attempt.giveUp();
                                }
                            },
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
            return attempt.result;
        }
    }

    private record Attempt(CompletableFuture<Link> result, Channel channel) {
        void giveUp() {
            result.completeExceptionally(new OtterException(ErrorCode.RPC_UNREACHABLE, "it did not answer in time."));
            channel.close();
        }
    }
}
