package io.otter.manager.failover;

import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Moves mainstems to other nodes; available to templates as {@code @mainstems}. Thread-safe. */
@Service("mainstems")
public final class MainstemService {
    private final ChannelBoard board;
    private final Switches switches;
    private final Coordination coordination;
    private final Access access;
    private final Audit audit;

    MainstemService(ChannelBoard board, Coordination coordination, Access access, Audit audit) {
        this.board = board;
        this.coordination = coordination;
        this.access = access;
        this.audit = audit;
        switches = new Switches(coordination);
    }

    private record Move(Pipeline pipeline, ChannelReport.MainstemReport mainstem, int to) {}

    /** The nodes that could take over at once: they are up, not drained, and not the mainstem. */
    public List<NodeReport> candidates(String channel, String pipeline) {
        ChannelBoard.Facts facts = board.facts();
        return facts.configured().channel(channel).stream()
                .flatMap(one -> one.pipelines().stream())
                .filter(one -> one.name().equalsIgnoreCase(pipeline))
                .findFirst()
                .flatMap(one -> mainstem(facts, channel, one).map(owner -> candidates(facts, one, owner.nid())))
                .orElse(List.of());
    }

    /**
     * Has the mainstems of a channel, or of one of its pipelines, finish what is in flight and another node take over at once.
     *
     * @param pipeline all if null
     * @param to name or nid of the node that takes over; any other if null
     * @return those that move; what is there already stays
     * @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if there is no mainstem or no node that could take over,
     *     ZOOKEEPER_UNREACHABLE, or if the user lacks the role; nothing is moved then
     */
    public List<Switched> switchOver(String channelName, @Nullable String pipeline, @Nullable String to) {
        String who = access.require(Role.OPERATOR).name();
        if (coordination.state() != SessionState.CONNECTED) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.ZOOKEEPER_SILENT.with());
        }
        ChannelBoard.Facts facts = board.refresh();
        Channel channel = facts.configured()
                .channel(channelName)
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channelName)));
        List<Pipeline> chosen = channel.pipelines().stream()
                .filter(one -> pipeline == null || one.name().equalsIgnoreCase(pipeline))
                .toList();
        if (chosen.isEmpty()) {
            throw new RefusedException(
                    ErrorCode.NOT_FOUND, Refusal.PIPELINE_UNKNOWN.with(channelName, pipeline == null ? "" : pipeline));
        }
        int nid = to == null ? 0 : node(facts, to).nid();
        List<Move> moves = new ArrayList<>();
        for (Pipeline one : chosen) {
            ChannelReport.MainstemReport owner = mainstem(facts, channelName, one)
                    .orElseThrow(() ->
                            new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.SWITCH_NO_MAINSTEM.with(one.name())));
            if (owner.nid() != nid) {
                requireCandidate(candidates(facts, one, owner.nid()), one, nid, to);
                moves.add(new Move(one, owner, nid));
            }
        }
        moves.forEach(move -> move(channel, move, who));
        return moves.stream()
                .map(move -> new Switched(
                        move.pipeline().name(),
                        move.mainstem().nid(),
                        move.mainstem().epoch(),
                        move.to()))
                .toList();
    }

    private void move(Channel channel, Move move, String who) {
        ChannelReport.MainstemReport owner = move.mainstem();
        switches.ask(
                move.pipeline().id(),
                new Switch(
                        owner.epoch(),
                        owner.nid(),
                        move.to(),
                        who,
                        Instant.now().toEpochMilli()));
        String pipeline = move.pipeline().name();
        audit.did(
                channel.id(),
                move.to() == 0
                        ? Text.of("act.switch.mainstem.any", pipeline, owner.nid())
                        : Text.of("act.switch.mainstem", pipeline, owner.nid(), move.to()),
                "");
    }

    private static void requireCandidate(List<NodeReport> candidates, Pipeline pipeline, int nid, @Nullable String to) {
        if (candidates.isEmpty()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.SWITCH_NOBODY.with(pipeline.name()));
        }
        if (nid != 0 && candidates.stream().noneMatch(node -> node.nid() == nid)) {
            throw new RefusedException(
                    ErrorCode.ILLEGAL_MOVE, Refusal.SWITCH_NODE.with(pipeline.name(), to == null ? nid : to));
        }
    }

    private static Optional<ChannelReport.MainstemReport> mainstem(
            ChannelBoard.Facts facts, String channel, Pipeline pipeline) {
        return facts.channels().stream()
                .filter(one -> one.name().equalsIgnoreCase(channel))
                .flatMap(one -> one.pipelines().stream())
                .filter(one -> one.id() == pipeline.id())
                .flatMap(one -> Optional.ofNullable(one.mainstem()).stream())
                .findFirst();
    }

    private static List<NodeReport> candidates(ChannelBoard.Facts facts, Pipeline pipeline, int owner) {
        return facts.nodes().stream()
                .filter(node -> node.up()
                        && node.drained() == null
                        && node.nid() != owner
                        && pipeline.select().contains(node.nid()))
                .toList();
    }

    private static NodeReport node(ChannelBoard.Facts facts, String name) {
        return facts.nodes().stream()
                .filter(node -> node.name().equalsIgnoreCase(name)
                        || Integer.toString(node.nid()).equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NODE_UNKNOWN.with(name)));
    }
}
