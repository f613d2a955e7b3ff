package io.otter.communication;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
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

/** Opens connections, all served by one thread. Closing it closes them. Thread-safe. */
public final class RpcClient implements AutoCloseable {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("rpc-client"), NioIoHandler.newFactory());
    private final MessageTypes types;
    private final Heartbeat heartbeat;

    /** @param types all types that servers may send */
    public RpcClient(MessageTypes types) {
        this(types, Heartbeat.usual());
    }

    /** @param types all types that servers may send */
    public RpcClient(MessageTypes types, Heartbeat heartbeat) {
        this.types = types;
        this.heartbeat = heartbeat;
    }

    /**
     * Connects with mutual authentication.
     *
     * @throws OtterException naming the address: RPC_UNREACHABLE, RPC_TIMEOUT, RPC_REFUSED for a different key, or
     *     RPC_PROTOCOL
     */
    public RpcConnection connect(ServerAddress address, String key, Duration timeout) throws InterruptedException {
        CompletableFuture<Link> result = new CompletableFuture<>();
        Handshake handshake = new Handshake(key);
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        FrameReader reader = new FrameReader(types);
                        channel.pipeline()
                                .addLast(
                                        reader,
                                        new ClientHandshake(handshake, reader, address.toString(), heartbeat, result));
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
        boolean connected = false;
        try {
            Link link = result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            connected = true;
            return new RpcConnection(link);
        } catch (TimeoutException e) {
            throw new OtterException(ErrorCode.RPC_UNREACHABLE, address + " did not answer in " + timeout + ".", e);
        } catch (ExecutionException e) {
            throw RpcConnection.fault(e);
        } finally {
            if (!connected) {
                result.cancel(false);
                connecting.channel().close();
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
