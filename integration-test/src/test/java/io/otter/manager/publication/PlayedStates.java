package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeMark;
import io.otter.arbitrate.drain.Drain;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.NodeConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables CHANNEL_STATE and NODE_DRAIN in memory, and what managers do with them and with the tree in ZooKeeper. */
public final class PlayedStates {
    private final Map<Long, ChannelStateMapper.Kept> rows = new TreeMap<>();
    private final Map<Integer, DrainMapper.Kept> drains = new TreeMap<>();

    /** One manager. */
    public final class Manager {
        private final DesiredStates states;
        private final DesiredDrains drained;
        private final PublishedTree tree;

        /** @param before comes before each query, and throws if the database does not answer */
        public Manager(
                Coordination coordination,
                Clock clock,
                ChannelConfig channel,
                List<NodeConfig> nodes,
                Runnable before) {
            ChannelControl control = new ChannelControl(coordination, clock);
            states = new DesiredStates(control, new States(before), event -> {});
            drained = new DesiredDrains(new Drains(coordination, clock), new Drained(before));
            tree = new PublishedTree(
                    new TreeMark(coordination),
                    new ConfigStore(coordination),
                    control,
                    states,
                    drained,
                    new PublishedTree.Contents() {
                        @Override
                        public String installation() {
                            return "played";
                        }

                        @Override
                        public TreeContent read() {
                            before.run();
                            return new TreeContent("played", nodes, List.of(channel), Set.of(channel.id()));
                        }
                    });
        }

        public ChannelState state(long channelId) {
            return states.of(channelId);
        }

        public void publish() {
            tree.publish();
        }

        public void look() {
            tree.look();
        }

        /** As a user's click. */
        public void move(ChannelConfig channel, ChannelStatus to) {
            tree.ensure();
            if (to == ChannelStatus.START && !states.of(channel.id()).isWhollyStarted()) {
                while (!tree.publish(channel, tree.present())) {
                    continue; // somebody else was faster
                }
            }
            states.move(channel.id(), to, "user");
        }

        /** Likewise. */
        public void drain(int nid, boolean drain) {
            tree.ensure();
            if (drain) {
                drained.drain(nid, "user", present -> {});
            } else {
                drained.end(nid, present -> {});
            }
        }
    }

    public String status(long channelId) {
        ChannelStateMapper.Kept row = rows.get(channelId);
        return row == null ? "" : row.status();
    }

    public Set<Integer> drained() {
        return Set.copyOf(drains.keySet());
    }

    private final class States implements ChannelStateMapper {
        private final Runnable before;

        States(Runnable before) {
            this.before = before;
        }

        @Override
        public List<Kept> all() {
            before.run();
            return List.copyOf(rows.values());
        }

        @Override
        public void keep(long channelId, ChannelState state, @Nullable String pipelines) {
            before.run();
            rows.put(channelId, row(channelId, state, pipelines));
        }

        @Override
        public void add(long channelId, ChannelState state, @Nullable String pipelines) {
            before.run();
            rows.putIfAbsent(channelId, row(channelId, state, pipelines));
        }

        @Override
        public void replace(long channelId, Kept earlier, ChannelState state, @Nullable String pipelines) {
            before.run();
            rows.computeIfPresent(
                    channelId,
                    (id, row) -> row.status().equals(earlier.status())
                                    && row.sinceMillis() == earlier.sinceMillis()
                                    && Objects.equals(row.pipelines(), earlier.pipelines())
                            ? row(id, state, pipelines)
                            : row);
        }

        @Override
        public void forget() {
            before.run();
        }

        private static Kept row(long channelId, ChannelState state, @Nullable String pipelines) {
            return new Kept(
                    channelId, state.status().name(), state.reason(), state.by(), state.sinceMillis(), pipelines);
        }
    }

    private final class Drained implements DrainMapper {
        private final Runnable before;

        Drained(Runnable before) {
            this.before = before;
        }

        @Override
        public List<Kept> all() {
            before.run();
            return List.copyOf(drains.values());
        }

        @Override
        public void keep(int nid, Drain drain) {
            before.run();
            drains.put(nid, new Kept(nid, drain.by(), drain.sinceMillis()));
        }

        @Override
        public void forget(int nid) {
            before.run();
            drains.remove(nid);
        }
    }
}
