package io.otter.arbitrate.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leader election among managers. An unfit manager is a candidate only while no other is. One thread calls {@link #leads}; any
 * thread may close.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    private final Coordination coordination;

    @GuardedBy("this")
    private @Nullable LeaderLatch latch;

    public Leadership(Coordination coordination) {
        this.coordination = coordination;
    }

    /**
     * Whether this process is the leader now; call it periodically.
     *
     * @param fit whether this process has what a leader needs
     * @throws OtterException if ZooKeeper does not answer
     */
    public synchronized boolean leads(boolean fit) {
        if (coordination.state() != SessionState.CONNECTED) {
            return false;
        }
        try {
            Stat stat = coordination.client().checkExists().forPath(Znode.LEADER);
            int others = (stat == null ? 0 : stat.getNumChildren()) - (latch == null ? 0 : 1);
            if (latch == null && (fit || others == 0)) {
                latch = new LeaderLatch(coordination.client(), Znode.LEADER);
                latch.start();
            } else if (!fit && others > 0) {
                close();
            }
            return latch != null && latch.hasLeadership();
        } catch (Exception e) {
            throw coordination.failure("standing for the lead", e);
        }
    }

    @Override
    public synchronized void close() {
        if (latch != null) {
            try {
                latch.close();
            } catch (IOException e) {
                log.warn("leadership is kept until our session ends: {}", e.getMessage());
            }
            latch = null;
        }
    }
}
