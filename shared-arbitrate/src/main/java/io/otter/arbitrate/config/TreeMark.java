package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * Marks the tree in ZooKeeper as an installation's, whole or yet to be written. A ZooKeeper that was wiped has no mark, and one
 * that was replaced has none or another's. Thread-safe.
 */
public final class TreeMark {
    private final Coordination coordination;
    private final CuratorFramework client;

    public TreeMark(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /** @param whole whether everything was written since the mark was made */
    private record Mark(String installation, boolean whole) {}

    /**
     * The mark at one moment. Two that are equal and whole say that the tree was not written anew between them.
     *
     * @param made and {@code version} tell it from other marks
     */
    public record Seen(String installation, boolean whole, long made, int version) {}

    public Optional<Seen> read() {
        Stat stat = new Stat();
        try {
            byte[] bytes = client.getData().storingStatIn(stat).forPath(Znode.INSTALLATION);
            // Another installation has another key, too; ours with another key has to write all of its tree anew.
            Mark mark = Documents.read(bytes, Mark.class);
            boolean whole = coordination
                    .commands()
                    .read(Znode.INSTALLATION, bytes, Mark.class)
                    .map(Mark::whole)
                    .orElse(false);
            return Optional.of(new Seen(mark.installation, whole, stat.getCzxid(), stat.getVersion()));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("reading whose tree it is", e);
        }
    }

    /** Marks the tree as an installation's that is yet to be written. @return the version of the mark */
    public int begin(String installation) {
        byte[] mark = coordination.commands().write(Znode.INSTALLATION, new Mark(installation, false));
        try {
            Stat stat = new Stat();
            client.create().orSetData().creatingParentsIfNeeded().forPath(Znode.INSTALLATION, mark);
            client.getData().storingStatIn(stat).forPath(Znode.INSTALLATION);
            return stat.getVersion();
        } catch (KeeperException.NoNodeException e) {
            return begin(installation);
        } catch (Exception e) {
            throw coordination.failure("marking the tree", e);
        }
    }

    /** Marks the tree as whole. @return false if it was wiped or marked anew since */
    public boolean complete(String installation, int version) {
        byte[] mark = coordination.commands().write(Znode.INSTALLATION, new Mark(installation, true));
        try {
            client.setData().withVersion(version).forPath(Znode.INSTALLATION, mark);
            return true;
        } catch (KeeperException.NoNodeException | KeeperException.BadVersionException e) {
            return false;
        } catch (Exception e) {
            throw coordination.failure("marking the tree", e);
        }
    }
}
