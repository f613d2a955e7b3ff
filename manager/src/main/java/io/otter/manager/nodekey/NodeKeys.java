package io.otter.manager.nodekey;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.node.NodeStore;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Which key of each node holds, as a number: the keys themselves are made where the installation's is. Thread-safe. */
@Service
final class NodeKeys {
    private final NodeStore nodes;
    private final ParameterStore parameters;
    private final Access access;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    NodeKeys(NodeStore nodes, ParameterStore parameters, Access access, Audit audit, ApplicationEventPublisher events) {
        this.nodes = nodes;
        this.parameters = parameters;
        this.access = access;
        this.audit = audit;
        this.events = events;
    }

    /** @param generation 0 for the first */
    record NodeKeyGeneration(int nid, int generation) {}

    /** Also of a node that is still to be set up. */
    NodeKeyGeneration present(int nid) {
        return new NodeKeyGeneration(nid, parameters.keyGenerations().getOrDefault(nid, 0));
    }

    /**
     * Begins the next one: those before it are taken nowhere from now on.
     *
     * @throws OtterException with NOT_FOUND if there is no such node, or if the user is no administrator
     */
    NodeKeyGeneration renew(int nid) {
        access.require(Role.ADMIN);
        if (nodes.nodes().stream().noneMatch(node -> node.nid() == nid)) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_UNKNOWN.with(nid));
        }
        NodeKeyGeneration next = new NodeKeyGeneration(nid, parameters.nextKeyGeneration(nid));
        audit.did(Text.of("act.nodekey", nid, next.generation()));
        events.publishEvent(new ConfigurationChanged());
        return next;
    }
}
