package io.otter.communication;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Serves clients that prove the shared key, and with TLS who they are. Thread-safe. */
public final class RpcServer implements AutoCloseable {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("rpc-server"), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Calls calls;
    private final Links links;
    private final Channel channel;

    /** Like the other constructor, with the default heartbeat. */
    public RpcServer(
            String portName, String bind, int port, Credentials credentials, MessageTypes types, RpcHandlers handlers) {
        this(portName, bind, port, credentials, types, handlers, Heartbeat.usual());
    }

    /**
     * Binds and serves.
     *
     * @param portName what configures the port, for errors
     * @param port 0 for any
     * @param credentials what clients have to hold as well
     * @param types all types that clients may send
     * @throws OtterException with {@link ErrorCode#PORT_IN_USE}
     */
    public RpcServer(
            String portName,
            String bind,
            int port,
            Credentials credentials,
            MessageTypes types,
            RpcHandlers handlers,
            Heartbeat heartbeat) {
        calls = new Calls(handlers);
        UnauthenticatedConnections strangers = new UnauthenticatedConnections();
        links = new Links(group, calls);
        ServerHandshake.Setting setting =
                new ServerHandshake.Setting(credentials, Handshake.keyPair(), strangers, heartbeat, links);
        Tls tls = credentials.tls();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Link.WRITE_BUFFER)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        connections.add(accepted);
                        strangers.arrived(accepted);
                        FrameReader reader = new FrameReader(types);
                        if (tls != null) {
                            accepted.pipeline().addLast(tls.server(accepted.alloc()));
                        }
                        accepted.pipeline().addLast(reader, new ServerHandshake(setting, reader));
                    }
                });
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(bind, port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new OtterException(
                    ErrorCode.PORT_IN_USE,
                    portName + ": cannot listen on " + bind + ":" + port + ": "
                            + bound.cause().getMessage() + ".",
                    bound.cause());
        }
        channel = bound.channel();
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Closes all connections and waits a while for stream handlers to finish. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        links.close();
        connections.close().awaitUninterruptibly();
        calls.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
