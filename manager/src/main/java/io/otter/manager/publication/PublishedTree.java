package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.Published;
import io.otter.arbitrate.config.TreeMark;
import io.otter.arbitrate.drain.Drain;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.NodeConfig;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The tree in ZooKeeper, as managers keep it: the configuration with the states of channels and nodes that users wish. One that
 * was wiped or replaced is recognised and written anew; one of another installation is left alone. Thread-safe.
 */
@Component
public final class PublishedTree {
    private static final Logger log = LoggerFactory.getLogger(PublishedTree.class);

    private final TreeMark mark;
    private final ConfigStore published;
    private final ChannelControl control;
    private final DesiredStates states;
    private final DesiredDrains drains;
    private final Contents contents;
    /** Ids of the channels that this manager has published last: a tree may lose one of them and nothing else. */
    private volatile Set<Long> written = Set.of();

    PublishedTree(
            TreeMark mark,
            ConfigStore published,
            ChannelControl control,
            DesiredStates states,
            DesiredDrains drains,
            Contents contents) {
        this.mark = mark;
        this.published = published;
        this.control = control;
        this.states = states;
        this.drains = drains;
        this.contents = contents;
    }

    /**
     * Writes what is missing or has changed.
     *
     * @throws OtterException with ZOOKEEPER_FOREIGN if the tree is another installation's
     */
    void publish() {
        publish(false);
    }

    /** Likewise, and makes another installation's tree ours. */
    void takeOver() {
        publish(true);
    }

    /** What is to be published. */
    interface Contents {
        /** Whose the tree is. */
        String installation();

        TreeContent read();
    }

    /**
     * Writes the tree anew if it was wiped or replaced.
     *
     * @throws OtterException with ZOOKEEPER_FOREIGN if it is another installation's
     */
    public void ensure() {
        Published present = published.read();
        if (!isWhole(mark.read(), false)
                || states.isAnyLost()
                || !present.refused().isEmpty()) {
            log.warn("ZooKeeper lacks what was published: it was wiped, replaced or forged, and is written anew");
            publish();
        } else if (present.listed().isEmpty() || !present.channels().keySet().containsAll(written)) {
            log.info("ZooKeeper lacks a part of what was published, or another manager has removed a channel");
            publish();
        }
    }

    /** What is published now; to be read before what is to be published. */
    public Published present() {
        return published.read();
    }

    /** Publishes one channel unless it was published since, be it by another manager. @return whether it is published */
    public boolean publish(ChannelConfig channel, Published seen) {
        return published.publish(channel, seen).isPresent();
    }

    /** Likewise, and keeps what others have changed in the tree. */
    void look() {
        ensure();
        states.agree(published.channels().keySet());
        Optional<TreeMark.Seen> before = mark.read();
        Map<Integer, Drain> drained = drains.present();
        if (isWhole(before, false) && mark.read().equals(before)) {
            drains.keep(drained);
        }
    }

    private synchronized void publish(boolean takeOver) {
        while (!publishedAll(takeOver)) {
            log.info(
                    "another manager has published meanwhile, or ZooKeeper was wiped; what is configured is read again");
        }
    }

    /**
     * What is published is read before what is configured: whoever publishes later has read what is newer. The mark of a tree
     * that is to be whole comes before either: what was read is still there when it is completed.
     */
    private boolean publishedAll(boolean takeOver) {
        boolean whole = isWhole(mark.read(), takeOver) && !states.isAnyLost();
        int version = whole ? 0 : mark.begin(contents.installation());
        Published before = published.read();
        published.discard(before.refused());
        TreeContent content = contents.read();
        if (!published.publishNodes(content.nodes(), before)) {
            return false;
        }
        for (ChannelConfig channel : content.channels()) {
            Optional<ChannelConfig> now = published.publish(channel, before);
            if (now.isEmpty()) {
                return false;
            }
            if (!now.equals(before.channel(channel.id()))) {
                log.info(
                        "channel {} published as version {}",
                        channel.name(),
                        now.get().version());
            }
        }
        for (long gone : before.channels().keySet()) {
            if (!content.channelIds().contains(gone)) {
                published.remove(gone);
                control.remove(gone);
                log.info("channel {} was deleted and is no longer published", gone);
            }
        }
        written = content.channels().stream().map(ChannelConfig::id).collect(Collectors.toSet());
        states.forget();
        states.agree(content.channelIds());
        Set<Integer> nids = content.nodes().stream().map(NodeConfig::nid).collect(Collectors.toSet());
        if (whole) {
            drains.forget(nids);
            return true;
        }
        drains.restore(nids);
        return mark.complete(content.installation(), version);
    }

    private boolean isWhole(Optional<TreeMark.Seen> seen, boolean takeOver) {
        String ours = contents.installation();
        Optional<String> other = seen.map(TreeMark.Seen::installation).filter(id -> !id.equals(ours));
        if (other.isPresent() && !takeOver) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_FOREIGN, Refusal.ZOOKEEPER_FOREIGN.with(other.get(), ours));
        }
        return other.isEmpty() && seen.filter(TreeMark.Seen::whole).isPresent();
    }
}
