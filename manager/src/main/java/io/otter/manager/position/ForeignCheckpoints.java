package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.manager.approval.FourEyes;
import io.otter.manager.approval.Oversight;
import io.otter.manager.audit.Audit;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What becomes of checkpoints at our targets that another installation wrote. Thread-safe. */
@Service
final class ForeignCheckpoints {
    private final ConfigurationStore store;
    private final ReaderStates states;
    private final TargetCheckpoint checkpoints;
    private final Access access;
    private final FourEyes fourEyes;
    private final Audit audit;

    ForeignCheckpoints(
            ConfigurationStore store, ReaderStates states, TargetCheckpoint checkpoints, Oversight oversight) {
        this.store = store;
        this.states = states;
        this.checkpoints = checkpoints;
        access = oversight.access();
        fourEyes = oversight.fourEyes();
        audit = oversight.audit();
    }

    /** What is to become of the checkpoints that another installation has at a channel's targets. */
    enum Choice {
        /** They are ours from now on, and the pipelines go on from them. */
        TAKE_OVER,
        /** They are dropped, and the pipelines begin where their canals say. */
        BEGIN_ANEW
    }

    /**
     * Decides about the checkpoints of another installation; does nothing where there are none.
     *
     * @throws OtterException with NOT_FOUND, or ILLEGAL_MOVE if the channel is running; nothing was changed then. With a
     *     database's code if a target cannot be reached; repeating the call does the rest
     */
    synchronized void claim(String name, Choice choice) {
        access.require(Role.OPERATOR);
        Configuration configured = store.read();
        Channel channel = configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
        for (Pipeline pipeline : channel.pipelines()) {
            if (states.busy(channel, pipeline) != null) {
                throw new RefusedException(
                        ErrorCode.ILLEGAL_MOVE, Refusal.CANAL_IS_READ.with(pipeline.canal(), channel.name()));
            }
        }
        fourEyes.run(
                channel.name(),
                Text.of(
                        choice == Choice.TAKE_OVER ? "act.checkpoint.takeAll" : "act.checkpoint.anewAll",
                        channel.name()),
                "",
                () -> claim(configured, channel, choice));
    }

    private boolean claim(Configuration configured, Channel channel, Choice choice) {
        for (Pipeline pipeline : channel.pipelines()) {
            for (DataMediaSource target : new Use(channel, pipeline).targets(configured)) {
                Optional<TargetCheckpoint.Held> held = checkpoints.read(target, pipeline.id());
                Optional<String> other = held.flatMap(checkpoints::foreign);
                if (held.isPresent() && other.isPresent()) {
                    if (choice == Choice.BEGIN_ANEW) {
                        checkpoints.clear(target, pipeline.id());
                        states.cursor(pipeline).delete();
                    }
                    checkpoints.takeOver(target, pipeline.id());
                    String act = choice == Choice.TAKE_OVER ? "act.checkpoint.take" : "act.checkpoint.anew";
                    audit.did(
                            channel.id(),
                            Text.of(act, pipeline.name(), channel.name(), target.name()),
                            "installation: " + other.get() + "\nposition: "
                                    + held.get().position());
                }
            }
        }
        return true;
    }

    /** @throws OtterException with CHECKPOINT_FOREIGN if a target has one, or with a database's code if it cannot be reached */
    void requireNone(Configuration configured, Use use) {
        for (DataMediaSource target : use.targets(configured)) {
            Optional<String> other =
                    checkpoints.read(target, use.pipeline().id()).flatMap(checkpoints::foreign);
            if (other.isPresent()) {
                throw new RefusedException(
                        ErrorCode.CHECKPOINT_FOREIGN,
                        Refusal.CHECKPOINT_OF_ANOTHER.with(
                                target.name(), other.get(), use.pipeline().name()));
            }
        }
    }
}
