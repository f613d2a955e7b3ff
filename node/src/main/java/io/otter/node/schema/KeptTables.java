package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.ServerErrorException;
import io.otter.node.binlog.TableDefinition;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a source's tables from what the target keeps with the checkpoint, if that is proved for the place where reading starts: it
 * reaches it, or the log has what lies between.
 */
final class KeptTables {
    private static final Logger LOG = LoggerFactory.getLogger(KeptTables.class);
    /** ER_MASTER_FATAL_ERROR_READING_BINLOG. */
    private static final int LOG_NOT_READABLE = 1236;

    private final String canal;
    private final SchemaState state;

    KeptTables(String canal, SchemaState state) {
        this.canal = canal;
        this.state = state;
    }

    /** Follows what the log has after what is kept. */
    interface Follower {
        void follow(LoggedDdl ddl) throws IOException, InterruptedException;
    }

    /** Whether the state is proved to be what was at {@code at}; if it is not, it is of no use. */
    boolean restore(KeptSchemas known, BinlogPosition at, LiveSource source, Follower follower)
            throws IOException, InterruptedException {
        Relation relation = at.to(known.complete());
        if (relation == Relation.UNKNOWN || !sharesGtids(at, known.complete())) {
            LOG.info("canal {}: what is kept of tables ends at {}, in another log", canal, known.complete());
            return false;
        }
        state.clear();
        boolean any = false;
        try {
            for (TableDefinition definition : known.definitions()) {
                Relation place = at.to(definition.from());
                if (place == Relation.UNKNOWN) {
                    LOG.info("canal {}: what is kept of tables has {}, of another log", canal, definition.from());
                    return false;
                }
                if (place != Relation.BEFORE) {
                    state.load(definition);
                    any = true;
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("canal {}: what is kept of tables cannot be read and is made anew: {}", canal, e.toString());
            return false;
        }
        // Where it does not begin later, it reaches the place.
        return relation == Relation.AFTER ? followed(known, at, source, follower) : any;
    }

    private boolean followed(KeptSchemas known, BinlogPosition at, LiveSource source, Follower follower)
            throws IOException, InterruptedException {
        try {
            for (LoggedDdl ddl : source.ddlBetween(known.complete(), at)) {
                follower.follow(ddl);
            }
            return true;
        } catch (ServerErrorException e) {
            if (e.number() != LOG_NOT_READABLE) {
                throw e;
            }
            LOG.warn(
                    "canal {}: the log from {} on cannot be read any more: {}",
                    canal,
                    known.complete(),
                    e.getMessage());
            return false;
        }
    }

    /** A log that was begun anew has places like those of the one before, but other transactions. */
    private static boolean sharesGtids(BinlogPosition one, BinlogPosition other) {
        if (one.gtidSet().isEmpty() || other.gtidSet().isEmpty()) {
            return true;
        }
        Relation byGtid = byGtid(one).to(byGtid(other));
        return byGtid == Relation.SAME || byGtid == one.to(other);
    }

    private static BinlogPosition byGtid(BinlogPosition position) {
        return new BinlogPosition("", 0, position.gtidSet(), "", 0);
    }
}
