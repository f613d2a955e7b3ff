package io.otter.manager.web;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.web.ChannelView.LogLine;
import java.util.List;

/** What the channel pages show and ask for. Thread-safe. */
public interface ChannelSource {
    /** All channels in the order of their names, as of a few seconds ago at most. */
    List<ChannelView> list();

    /** The nodes by nid, likewise. */
    List<NodeReport> nodes();

    /** @throws OtterException with NOT_FOUND if there is no such channel */
    ChannelView find(String name);

    /** @throws OtterException if the user may not, the channel is not fit to start, or ZooKeeper does not answer */
    void move(String name, ChannelStatus wanted);

    /** @throws OtterException with NOT_FOUND if there is no such channel */
    List<ChannelCheck> validate(String name);

    /** The last log records of the channel's pipelines, newest first. */
    List<LogLine> log(String name, int most);
}
