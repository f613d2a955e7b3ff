package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/** Deletes parts of the configuration, for pages and API. Thread-safe. */
@Service
final class Removal {
    private final SpecService specs;
    private final ChannelService channels;
    private final Access access;

    Removal(SpecService specs, ChannelService channels, Access access) {
        this.specs = specs;
        this.channels = channels;
        this.access = access;
    }

    /**
     * @param seen whether a version of the thing is the one that was displayed
     * @throws OtterException with NOT_FOUND, with IN_USE naming what needs it or if it is a channel that is not
     *     stopped, with ZOOKEEPER_UNREACHABLE if that is unknown, or if the user lacks the role
     */
    void remove(Kind kind, String name, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        if (kind == Kind.CHANNELS) {
            requireStopped(name);
        }
        specs.delete(kind, name, seen);
    }

    /** @throws OtterException as {@link #remove} does for a channel */
    void requireStopped(String channel) {
        ChannelStatus status = channels.status(channel).status();
        if (status == null) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.CHANNEL_STATE_UNKNOWN.with(channel));
        }
        if (status != ChannelStatus.STOP) {
            throw new RefusedException(ErrorCode.IN_USE, Refusal.CHANNEL_NOT_STOPPED.with(channel));
        }
    }
}
