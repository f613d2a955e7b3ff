package io.otter.manager.position;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.ServerAddress;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What ZooKeeper says of the pipelines that read a canal. Thread-safe. */
@Component
final class ReaderStates {
    private static final ServerAddress NOWHERE = new ServerAddress("", 0);

    private final Coordination coordination;
    private final ChannelControl control;
    private final Mainstem mainstem;

    ReaderStates(Coordination coordination, ChannelControl control, Mainstem mainstem) {
        this.coordination = coordination;
        this.control = control;
        this.mainstem = mainstem;
    }

    /** Whether ZooKeeper answers; nothing else here can be asked while it does not, but {@link #busy}. */
    boolean isKnown() {
        return coordination.state() == SessionState.CONNECTED;
    }

    ChannelStatus status(Channel channel) {
        return control.state(channel.id()).status();
    }

    /** Message key of why the pipeline cannot be moved now, null when it can. */
    @Nullable
    String busy(Channel channel, Pipeline pipeline) {
        if (!isKnown()) {
            return "why.zookeeper";
        }
        if (status(channel) != ChannelStatus.STOP) {
            return "position.busy.channel";
        }
        return mainstem.state(channel.id(), pipeline.id()).isPresent() ? "position.busy.mainstem" : null;
    }

    CursorStore cursor(Pipeline pipeline) {
        return new CursorStore(coordination, pipeline.canal(), pipeline.id(), NOWHERE);
    }
}
