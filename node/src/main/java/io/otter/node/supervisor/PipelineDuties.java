package io.otter.node.supervisor;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PipelineWish;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.PipelineConfig;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pipelines this node is to contend for, by the published configuration and the states of the channels. For the
 * supervisor's thread but for {@link #resting()}.
 */
final class PipelineDuties implements AutoCloseable {
    private final int nid;
    private final Coordination coordination;
    private final ConfigStore store;
    private final ChannelControl control;
    private final Runnable changed;
    private final Map<Long, TreeWatch> channelWatches = new HashMap<>();
    private @Nullable TreeWatch configWatch;

    private volatile Map<Long, Resting> resting = Map.of();

    /** @param changed called on ZooKeeper's thread when {@link #read()} may say something else */
    PipelineDuties(int nid, Coordination coordination, ConfigStore store, Clock clock, Runnable changed) {
        this.nid = nid;
        this.coordination = coordination;
        this.store = store;
        control = new ChannelControl(coordination, clock);
        this.changed = changed;
    }

    /** One that is to run. */
    record Wanted(ChannelConfig channel, PipelineConfig pipeline) {}

    /**
     * One that is not to run.
     *
     * @param byFault whether a fault, and nobody, keeps it from running
     */
    record Resting(ChannelConfig channel, PipelineConfig pipeline, boolean byFault) {}

    void watch() {
        configWatch = TreeWatch.ofTree(coordination, Znode.CONFIG_CHANNELS, changed);
    }

    /**
     * By id of the pipeline.
     *
     * @throws OtterException if ZooKeeper does not answer
     */
    Map<Long, Wanted> read() {
        Map<Long, Wanted> wanted = new HashMap<>();
        Map<Long, Resting> rest = new HashMap<>();
        Map<Long, ChannelConfig> channels = store.channels();
        watch(channels.keySet());
        for (ChannelConfig channel : channels.values()) {
            ChannelState state = control.state(channel.id());
            for (PipelineConfig pipeline : channel.pipelines()) {
                if (pipeline.selectNodes().contains(nid)) {
                    PipelineWish wish = state.of(pipeline.id());
                    if (wish.status() == ChannelStatus.START) {
                        wanted.put(pipeline.id(), new Wanted(channel, pipeline));
                    } else {
                        rest.put(pipeline.id(), new Resting(channel, pipeline, wish.isPausedByFault()));
                    }
                }
            }
        }
        resting = Map.copyOf(rest);
        return wanted;
    }

    /** Those that are not to run, by id; from any thread. */
    Map<Long, Resting> resting() {
        return resting;
    }

    @Override
    public void close() {
        if (configWatch != null) {
            configWatch.close();
        }
        channelWatches.values().forEach(TreeWatch::close);
    }

    /** Only the channels' own znodes: below them, marks change all the time. */
    private void watch(Set<Long> channelIds) {
        channelWatches.entrySet().removeIf(watch -> {
            if (channelIds.contains(watch.getKey())) {
                return false;
            }
            watch.getValue().close();
            return true;
        });
        for (long id : channelIds) {
            channelWatches.computeIfAbsent(id, any -> TreeWatch.ofNode(coordination, Znode.channel(id), changed));
        }
    }
}
