package io.otter.manager.web;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.web.ChannelView.LogLine;
import java.util.List;
import java.util.Set;

/** What the channel pages show and do. Thread-safe. */
public interface ChannelSource {
    /** All channels by name, at most a few seconds old. */
    List<ChannelView> list();

    /** The nodes by nid, likewise. */
    List<NodeReport> nodes();

    /** @throws OtterException with NOT_FOUND if there is no such channel */
    ChannelView find(String name);

    /** @throws OtterException if the user lacks the role, the channel cannot start, or ZooKeeper does not answer */
    void move(String name, ChannelStatus wanted);

    /** Starts it although checks with these names fail; throws likewise. */
    void start(String name, Set<String> ignored);

    /** @throws OtterException with NOT_FOUND if there is no such channel */
    List<ChannelCheck> validate(String name);

    /** The latest log records of the channel's pipelines, newest first. */
    List<LogLine> log(String name, int most);
}
