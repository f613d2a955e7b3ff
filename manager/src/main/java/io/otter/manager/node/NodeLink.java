package io.otter.manager.node;

import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.ThreadDump;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Sends RPC requests to nodes, each on its own connection. Thread-safe. */
@Component
final class NodeLink {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ManagerSettings settings;
    private final NodeRegistry registry;

    NodeLink(ManagerSettings settings, NodeRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    private Credentials credentials() {
        return settings.credentials()
                .orElseThrow(() -> new OtterException(
                        ErrorCode.CONFIGURATION, "otter.communication.key is not set at this manager."));
    }

    /**
     * The stacks of a node's threads.
     *
     * @throws OtterException with NOT_FOUND if the node is not registered, else saying why it does not answer
     */
    String threads(int nid) {
        NodeRegistration node = registry.list().stream()
                .filter(one -> one.nid() == nid)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_NOT_REGISTERED.with(nid)));
        try (RpcClient client = new RpcClient(MessageTypes.of(ThreadDump.TAKEN));
                RpcConnection connection =
                        client.connect(new ServerAddress(node.host(), node.port()), nid, credentials(), LIMIT)) {
            return connection
                    .request(ThreadDump.ASKED, new ThreadDump(""), ThreadDump.TAKEN, LIMIT)
                    .text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(ErrorCode.RPC_UNREACHABLE, Refusal.NODE_INTERRUPTED.with(nid), e);
        }
    }
}
