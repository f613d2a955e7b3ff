package io.otter.node.walk;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.handover.HandoverMessages;
import io.otter.node.handover.LoadService;
import io.otter.node.handover.RemoteHandover;
import io.otter.node.pipeline.PipelineRunner.HandoverFactory;
import io.otter.testsupport.network.TcpProxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The load side of a walk as another node has it, behind a link that can be slow. */
final class FarLoader implements AutoCloseable {
    private static final Credentials KEY = Credentials.of("a shared key of the tests", 1);

    private final RpcClient client = new RpcClient(HandoverMessages.types());
    private volatile @Nullable ChannelConfig channel;
    private volatile @Nullable RpcServer server;
    private volatile @Nullable TcpProxy link;

    /** @param local what loads there */
    HandoverFactory over(HandoverFactory local) {
        RpcHandlers handlers = new RpcHandlers();
        LoadService service = new LoadService(
                () -> {
                    ChannelConfig known = Objects.requireNonNull(channel);
                    return Map.of(known.id(), known);
                },
                local);
        service.register(handlers);
        RpcServer started = new RpcServer("port", "127.0.0.1", 0, KEY, HandoverMessages.types(), handlers);
        server = started;
        link = new TcpProxy("127.0.0.1", started.port());
        return this::open;
    }

    private Handover open(ChannelConfig opened, PipelineConfig pipeline, LoadListener listener) {
        channel = opened;
        ServerAddress address = new ServerAddress("127.0.0.1", link().port());
        return new RemoteHandover(client, KEY, opened, pipeline, () -> List.of(address), listener);
    }

    /** Known once the walk has begun. */
    TcpProxy link() {
        return Objects.requireNonNull(link);
    }

    @Override
    public void close() {
        client.close();
        if (link != null) {
            link().close();
        }
        if (server != null) {
            Objects.requireNonNull(server).close();
        }
    }
}
