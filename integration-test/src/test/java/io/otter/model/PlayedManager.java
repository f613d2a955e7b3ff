package io.otter.model;

import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.channel.PlayedFacts;
import io.otter.manager.monitor.PlayedMonitor;
import io.otter.manager.publication.PlayedStates;
import io.otter.testsupport.zookeeper.FakeClient;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/** What a manager does by itself and for its users, real but for its threads, its database and the network. */
final class PlayedManager extends PlayedProcess {
    private static final long LOOK_MILLIS = 3_000;
    private static final long BOARD_MILLIS = 2_000;
    private static final long RECORD_MILLIS = 5_000;
    /** Of a connection that carries nothing. */
    private static final long UNHEARD_MILLIS = 10_000;

    final PipelineFacts facts;
    private final int number;
    private final World world;
    private final PlayedStates.Manager tree;
    private final PlayedFacts pages;
    private final PlayedMonitor.Manager monitor;
    private ChannelBoard.@Nullable Facts board;
    private boolean published;
    private boolean leads;
    private long lookedMillis;
    private long boardMillis;
    private long recordedMillis;
    private long frozenMillis;

    PlayedManager(int number, FakeClient client, World world) {
        super(client);
        this.number = number;
        this.world = world;
        facts = new PipelineFacts(world.clock);
        tree = world.database.states
        .new Manager(coordination, world.clock, Played.channel(), Played.nodes(), this::query);
        pages = new PlayedFacts(coordination, facts, world.clock);
        monitor = world.database.monitor.new Manager(facts, world.clock, this::query);
    }

    @Override
    boolean step() {
        long now = world.clock.millis();
        try {
            if (client.deliver()) {
                return true;
            }
            if (now - boardMillis >= BOARD_MILLIS) {
                boardMillis = now;
                board();
                return true;
            }
            if (now - lookedMillis >= LOOK_MILLIS) {
                lookedMillis = now;
                look();
                return true;
            }
            if (now - recordedMillis >= RECORD_MILLIS) {
                recordedMillis = now;
                record();
                return true;
            }
        } catch (OtterException | DataAccessException e) {
            return true; // it tries again
        }
        return false;
    }

    @Override
    void freeze(boolean still) {
        super.freeze(still);
        frozenMillis = world.clock.millis();
    }

    boolean hears() {
        return !dead && !frozen;
    }

    boolean isUnheard(long nowMillis) {
        return frozen && nowMillis - frozenMillis > UNHEARD_MILLIS;
    }

    @Override
    public String toString() {
        return "manager " + number;
    }

    boolean isConnected() {
        return coordination.state() == SessionState.CONNECTED;
    }

    void heard(StatisticsReport report) {
        monitor.heard(report);
    }

    void heard(LogRecordReport record) {
        try {
            monitor.heard(record);
        } catch (DataAccessException e) {
            // the node does not hear of it
        }
    }

    ChannelState state() {
        return tree.state(Played.CHANNEL);
    }

    /** As a user's click; what it throws, the user sees. */
    void wish(ChannelStatus to) {
        tree.move(Played.channel(), to);
    }

    void drain(int nid, boolean drained) {
        tree.drain(nid, drained);
    }

    /** The health that its pages show. */
    PipelineStatus shown() {
        Judge.Truth before = world.judge().truth();
        ChannelBoard.Facts read = pages.read(Played.configuration());
        board = read;
        PipelineStatus pipeline = read.channels().get(0).pipelines().get(0);
        world.judge().judge(pipeline, before);
        return pipeline;
    }

    private void board() {
        shown();
    }

    /** As Publication looks. */
    private void look() {
        if (!isConnected()) {
            published = false;
        } else if (published) {
            tree.look();
        } else {
            tree.publish();
            published = true;
        }
    }

    /** As the alarms' guard looks. */
    private void record() {
        boolean leader = world.leader() == this;
        // Whoever has stood still does not know yet that another leads.
        boolean believes = leader || leads && world.random.nextBoolean();
        leads = leader;
        ChannelBoard.Facts known = board;
        if (believes && known != null) {
            monitor.look(known);
        }
    }

    private void query() {
        world.meanwhile(this);
        if (!world.database.up) {
            throw new DataAccessResourceFailureException("the database does not answer");
        }
    }
}
