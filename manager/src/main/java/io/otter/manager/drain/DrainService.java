package io.otter.manager.drain;

import io.otter.arbitrate.drain.Drain;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.Sha256;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.publication.DesiredDrains;
import io.otter.manager.publication.PublishedTree;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Drains nodes and lets them work again; available to templates as {@code @drain}. Thread-safe. */
@Service("drain")
public final class DrainService {
    private static final String WORKS = "works";

    private final ChannelBoard board;
    private final DesiredDrains drains;
    private final PublishedTree tree;
    private final Coordination coordination;
    private final Access access;
    private final Audit audit;
    private final LastChanges changes;

    DrainService(
            ChannelBoard board,
            DesiredDrains drains,
            PublishedTree tree,
            Coordination coordination,
            Access access,
            Audit audit,
            LastChanges changes) {
        this.changes = changes;
        this.board = board;
        this.drains = drains;
        this.tree = tree;
        this.coordination = coordination;
        this.access = access;
        this.audit = audit;
    }

    /**
     * The effects of draining this node, based on facts at most a few seconds old.
     *
     * @throws OtterException with NOT_FOUND if there is no such node
     */
    public DrainPlan plan(String node) {
        ChannelBoard.Facts known = board.facts();
        // Another manager may have just added it.
        ChannelBoard.Facts facts = known.nodes().stream().anyMatch(named(node)) ? known : board.refresh();
        return DrainPlan.of(find(facts, node), facts);
    }

    /** Since when and by whom it is drained; empty for a node that works or does not exist. */
    public Optional<NodeReport.Drained> of(String node) {
        return board.facts().nodes().stream().filter(named(node)).findFirst().map(NodeReport::drained);
    }

    /**
     * Lets a node finish what is in flight and take no more work until {@link #end}.
     *
     * @param seen whether a version, see {@link #version}, is that of what was displayed
     * @throws EditConflictException if it is not
     * @throws OtterException with NOT_FOUND, ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public DrainPlan drain(String name, Predicate<String> seen) {
        String who = access.require(Role.OPERATOR).name();
        NodeReport node = reachable(name);
        if (drains.drain(node.nid(), who, drain -> require(node.name(), seen, drain))) {
            audit.did(Text.of("act.drain", node.name()));
        }
        board.refresh();
        return plan(name);
    }

    /**
     * Lets a drained node work again.
     *
     * @param seen as of {@link #drain}
     * @throws EditConflictException likewise
     * @throws OtterException with NOT_FOUND, ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public DrainPlan end(String name, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        NodeReport node = reachable(name);
        if (drains.end(node.nid(), drain -> require(node.name(), seen, drain))) {
            audit.did(Text.of("act.undrain", node.name()));
        }
        board.refresh();
        return plan(name);
    }

    private void require(String node, Predicate<String> seen, @Nullable Drain drain) {
        NodeReport.Drained present =
                drain == null ? null : new NodeReport.Drained(drain.by(), Instant.ofEpochMilli(drain.sinceMillis()));
        if (!seen.test(version(present))) {
            throw changes.conflict(node, "act\\.(un)?drain", node);
        }
    }

    /**
     * A version of whether a node is drained.
     *
     * @param drained null for a node that works
     */
    public static String version(NodeReport.@Nullable Drained drained) {
        return drained == null ? WORKS : Sha256.shortHex(drained.since() + " " + drained.by());
    }

    private NodeReport reachable(String name) {
        if (coordination.state() != SessionState.CONNECTED) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.ZOOKEEPER_SILENT.with());
        }
        tree.ensure();
        return find(board.facts(), name);
    }

    private static NodeReport find(ChannelBoard.Facts facts, String name) {
        return facts.nodes().stream()
                .filter(named(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_UNKNOWN.with(name)));
    }

    private static Predicate<NodeReport> named(String name) {
        return node -> node.name().equalsIgnoreCase(name);
    }
}
