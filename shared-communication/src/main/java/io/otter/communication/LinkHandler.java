package io.otter.communication;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One authenticated connection of a link. */
final class LinkHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(LinkHandler.class);

    private final Link link;
    private final Heartbeat heartbeat;

    private LinkHandler(Link link, Heartbeat heartbeat) {
        this.link = link;
        this.heartbeat = heartbeat;
    }

    /**
     * Replaces the handshake at the end of the pipeline, preceded by idle detection.
     *
     * @param seals what is sent; null where TLS does that
     */
    static void install(
            Channel channel, ChannelHandler handshake, Link link, Heartbeat heartbeat, @Nullable SealingKey seals) {
        channel.pipeline()
                .addFirst(new IdleStateHandler(
                        heartbeat.dead().toMillis(), heartbeat.ping().toMillis(), 0, TimeUnit.MILLISECONDS))
                .replace(handshake, "link", new LinkHandler(link, heartbeat));
        if (seals != null) {
            channel.pipeline().addBefore("link", "sealer", new FrameSealer(seals));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        link.received(context.channel(), (Frame) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        link.confirm(context.channel());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        link.drain(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        link.detach(context.channel(), lost("the connection to " + link.peer() + " was lost.", null));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.WRITER_IDLE) {
                context.writeAndFlush(Frame.control(context.alloc(), FrameKind.PING, 0, new byte[0]));
            } else {
                link.detach(
                        context.channel(),
                        lost(
                                link.peer() + " has been silent for "
                                        + heartbeat.dead().toMillis() + " ms.",
                                null));
                context.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("closing the connection to {}: {}", link.peer(), cause.getMessage());
        if (cause instanceof OtterException known) {
            link.lose(known);
        } else {
            link.detach(context.channel(), lost("the connection to " + link.peer() + " broke: " + cause, cause));
        }
        context.close();
    }

    private static OtterException lost(String text, @Nullable Throwable cause) {
        return cause == null
                ? new OtterException(ErrorCode.RPC_UNREACHABLE, text)
                : new OtterException(ErrorCode.RPC_UNREACHABLE, text, cause);
    }
}
