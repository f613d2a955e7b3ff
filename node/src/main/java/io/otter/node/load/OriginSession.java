package io.otter.node.load;

import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.MarkTable;
import io.otter.database.origin.OriginWay;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the transactions of one target session carry where their changes were made first, so that the reader of the opposite
 * direction drops them. Confined to one thread.
 */
final class OriginSession {
    private static final Logger log = LoggerFactory.getLogger(OriginSession.class);

    /**
     * Whose transactions they are.
     *
     * @param site of the pipeline's source
     * @param session its number among the pipeline's
     */
    record Owner(String pipeline, long pipelineId, long channelId, String installation, int site, int session) {}

    private final Owner owner;
    private OriginWay way = OriginWay.SESSION_TAG;
    private int carried;
    private boolean marked;
    private long marks = System.nanoTime();

    OriginSession(Owner owner) {
        this.owner = owner;
    }

    /** The site of the pipeline's source. */
    int site() {
        return owner.site();
    }

    /** Call for a new connection, outside of transactions; may commit. */
    void opened(Connection open) throws SQLException {
        way = OriginWay.begin(open, owner.site());
        carried = way == OriginWay.MARK_ROW ? 0 : owner.site();
        marked = false;
        if (way == OriginWay.MARK_ROW) {
            new ControlTables(owner.pipeline()).ensure(open, ControlTable.MARK);
        }
        log.info(
                "pipeline {}: what is applied carries its origin, site {}, by {}", owner.pipeline(), owner.site(), way);
    }

    /** Call when a transaction ends, in whatever way. */
    void ended() {
        marked = false;
    }

    /**
     * Call before rows are written; only the first call in a transaction has an effect.
     *
     * @param site where all rows of the transaction were made first
     */
    void carry(Connection open, long epoch, int site) throws SQLException {
        if (way != OriginWay.MARK_ROW) {
            if (carried != site) {
                way.set(open, site);
                carried = site;
            }
        } else if (!marked) {
            long id = MarkTable.id(owner.installation(), owner.pipelineId(), epoch, owner.session());
            new MarkTable(open, id).mark(owner.channelId(), owner.installation(), site, marks++);
            marked = true;
        }
    }
}
