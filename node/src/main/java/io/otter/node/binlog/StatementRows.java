package io.otter.node.binlog;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells rows that foreign keys have changed from those of a session that checks none: MySQL 9.6 and later give both the same flag, but the
 * rows of a cascade come ahead of the row that caused it, which has another one. So they are kept until their statement ends.
 * Single-threaded.
 */
final class StatementRows {
    /** Longer statements count as those of a session that checks nothing. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final List<Rows> kept = new ArrayList<>();
    private int bytes;

    private record Rows(BinlogEvent event, TableMaps.Mapped table) {}

    /** Receives the rows of events in log order. */
    interface Handler {
        /** @param foreignKeysOff whether the target must not enforce foreign keys for them */
        void handle(BinlogEvent event, TableMaps.Mapped table, boolean foreignKeysOff) throws InterruptedException;
    }

    /** Passes on the rows of an event, or keeps them until it is known what they are. */
    void add(BinlogEvent event, TableMaps.Mapped table, Handler handler) throws InterruptedException {
        int flags = RowDecoder.flags(event);
        boolean followed = RowDecoder.isFollowed(flags);
        boolean off = RowDecoder.isUnchecked(flags);
        boolean maybeCascaded = off && followed && table.writtenThere();
        if (!RowDecoder.endsStatement(flags) && (maybeCascaded || !kept.isEmpty())) {
            if (bytes + event.length() <= MOST_BYTES) {
                kept.add(new Rows(event.copy(), table));
                bytes += event.length();
                return;
            }
            off = true;
        }
        for (Rows rows : kept) {
            handler.handle(rows.event, rows.table, off || !rows.table.writtenThere());
        }
        clear();
        handler.handle(event, table, off || followed && !table.writtenThere());
    }

    /** Forgets what is kept. */
    void clear() {
        kept.clear();
        bytes = 0;
    }
}
