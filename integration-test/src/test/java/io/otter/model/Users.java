package io.otter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.channel.ChannelState;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/** Users of the managers, and what they may expect after what they were answered. */
final class Users {
    private final World world;
    /** What they may find the channel to be. */
    private final Set<ChannelStatus> wished = EnumSet.of(ChannelStatus.STOP);

    private int wishes;

    /** Whether a fault may yet pause the channel, or has. */
    private boolean faultMayPause;

    Users(World world) {
        this.world = world;
    }

    /** A fault of a lasting kind has ended a run. */
    void mayBePaused() {
        faultMayPause |= wished.contains(ChannelStatus.START);
    }

    void assertGranted(PlayedManager manager) {
        ChannelState state = manager.state();
        if (state.status() != ChannelStatus.PAUSE || state.reason().isEmpty() || !faultMayPause) {
            assertThat(wished).as("nobody has wished what is: %s", state).contains(state.status());
        }
        assertThat(world.database.states.status(Played.CHANNEL))
                .as("what the database knows")
                .isIn(
                        state.status().name(),
                        state.sinceMillis() == 0 ? "" : state.status().name());
    }

    void wishAnything() {
        PlayedManager manager = world.managers().get(world.random.nextInt(2));
        if (!manager.mayAct() || !manager.isConnected()) {
            return;
        }
        manager.busy = true;
        try {
            if (world.random.nextInt(5) == 0) {
                PlayedNode node = world.nodes().get(world.random.nextInt(2));
                boolean drained = world.random.nextInt(3) == 0;
                world.note((drained ? "drain " : "undrain ") + node);
                manager.drain(node.nid, drained);
                return;
            }
            ChannelStatus to =
                    world.random.nextInt(3) > 0 ? ChannelStatus.START : ChannelStatus.values()[world.random.nextInt(3)];
            wish(manager, to);
        } catch (OtterException | DataAccessException e) {
            world.note("refused: " + e.getMessage());
        } finally {
            manager.busy = false;
        }
    }

    private void wish(PlayedManager manager, ChannelStatus to) {
        int number = ++wishes;
        wished.add(to); // whatever becomes of it
        world.note("wish " + to + " at " + manager);
        try {
            manager.wish(to);
        } catch (OtterException | DataAccessException e) {
            wished.add(to); // also if another user has wished meanwhile: only the answer may be lost
            throw e;
        }
        if (wishes == number) { // else another user has wished meanwhile
            wished.clear();
        }
        wished.add(to);
        faultMayPause &= to == ChannelStatus.START; // a node may be about to say so
        world.note("wished " + to);
    }
}
