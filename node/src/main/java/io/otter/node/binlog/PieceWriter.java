package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts transactions into pieces and queues them. Outlives a connection: it counts what was delivered of an unfinished
 * transaction, and skips that much when the transaction is read again. Single-threaded.
 */
final class PieceWriter {
    private static final long PIECE_BYTES = 1 << 20;
    private static final int PIECE_CHANGES = 8192;
    /** A transaction with savepoints is held back until it is so many times larger: nobody can take back what is delivered. */
    private static final int HELD_PIECES = 16;

    private static final long PIECE_OVERHEAD = 256;
    private static final long POSITION_NANOS = 1_000_000_000L;

    private final PieceQueue queue;
    private final Function<BinlogPosition, @Nullable SchemaNews> news;
    private List<Change> changes = new ArrayList<>();
    private long bytes;
    private long rows;
    /** What was read of the transaction, also what was skipped or taken back. */
    private long seen;

    private long delivered;
    private long deliveredSeen;
    private String deliveredGtid = "";
    private long skipUntil;
    private boolean marked;
    private int origin;
    /** Whether {@code pending} is worth storing before more is read. */
    private boolean due;

    private BinlogPosition written;
    private BinlogPosition pending;
    private long pendingCommitMillis;
    private long lastPositionNanos;

    /** @param news what has become known of tables up to a place; added to each piece that moves the position */
    PieceWriter(PieceQueue queue, BinlogPosition start, Function<BinlogPosition, @Nullable SchemaNews> news) {
        this.queue = queue;
        this.news = news;
        this.written = start;
        this.pending = start;
    }

    /** The position to resume from after a lost connection. */
    BinlogPosition resumeFrom() {
        return pending;
    }

    /** Emits the position that reading starts at, so that it can be stored before anything is read. */
    void started() throws InterruptedException {
        queue.put(positionPiece(0));
    }

    /** Call for each new connection: an unfinished transaction is read again from its start. */
    void reconnected() {
        changes = new ArrayList<>();
        bytes = 0;
        rows = 0;
        seen = 0;
        marked = false;
        skipUntil = deliveredSeen;
    }

    void begin(String gtid) {
        if (delivered > 0 && !gtid.equals(deliveredGtid)) {
            throw gone(gtid);
        }
    }

    /** @param site where the changes of the transaction that is being read were made; 0 for the server itself */
    void from(int site) {
        origin = site;
    }

    boolean hasRows() {
        return rows > 0;
    }

    /** A place in the transaction that is being read. */
    record Mark(long seen, int held) {
        static final Mark START = new Mark(0, 0);
    }

    /** The place that is reached; what follows is held back for {@link #takeBack}. */
    Mark mark() {
        marked = true;
        return new Mark(seen, changes.size());
    }

    /** Drops what has followed since. */
    void takeBack(Mark mark, LogPlace place) {
        if (seen < skipUntil || seen == mark.seen()) {
            return; // it was not delivered the first time either
        }
        if (mark.seen() < deliveredSeen) {
            throw new OtterException(
                    ErrorCode.BINLOG_UNSUPPORTED,
                    "the log at " + place.position()
                            + " takes back rows of a transaction after a savepoint that were already delivered.");
        }
        changes = new ArrayList<>(changes.subList(0, mark.held()));
        bytes = changes.stream().mapToLong(PieceWriter::bytes).sum();
    }

    void add(Change change, LogPlace place) throws InterruptedException {
        rows++;
        if (seen++ < skipUntil) {
            return;
        }
        changes.add(change);
        bytes += bytes(change);
        int pieces = marked ? HELD_PIECES : 1;
        if (bytes >= PIECE_BYTES * pieces || changes.size() >= PIECE_CHANGES * pieces) {
            put(place.gtid(), false, pending, place.commitMillis());
            deliveredGtid = place.gtid();
        }
    }

    private static long bytes(Change change) {
        return change instanceof RowChange row ? row.bytes() : PIECE_OVERHEAD;
    }

    /** A statement that is a transaction of its own, which ends at {@code place}. */
    void ddl(DdlChange change, LogPlace place) throws InterruptedException {
        changes.add(change);
        bytes = PIECE_OVERHEAD + 2L * change.sql().length();
        finish(place.gtid(), place.position(), place.commitMillis());
    }

    /** A statement whose rows follow in the same transaction: a piece of its own, since DDL commits implicitly. */
    void ddlBeforeRows(DdlChange change, LogPlace place) throws InterruptedException {
        if (seen++ < skipUntil) {
            return;
        }
        changes.add(change);
        bytes = PIECE_OVERHEAD + 2L * change.sql().length();
        put(place.gtid(), false, pending, place.commitMillis());
        deliveredGtid = place.gtid();
    }

    /**
     * Completes the transaction.
     *
     * @param worthStoring whether the position after it is to be stored even if nothing of it is delivered
     */
    void end(LogPlace place, boolean worthStoring) throws InterruptedException {
        if (seen < skipUntil) {
            throw gone(place.gtid());
        }
        pending = place.position();
        pendingCommitMillis = place.commitMillis();
        if (changes.isEmpty() && delivered == 0) {
            ended();
            due |= worthStoring;
            flushPosition(false);
        } else {
            finish(place.gtid(), place.position(), place.commitMillis());
        }
    }

    /** Drops a transaction that was rolled back. */
    void discard(LogPlace place) {
        if (delivered > 0) {
            throw new OtterException(
                    ErrorCode.BINLOG_UNSUPPORTED,
                    "the log at " + place.position() + " rolls back a transaction that was already partly delivered.");
        }
        changes = new ArrayList<>();
        bytes = 0;
        rows = 0;
    }

    private void ended() {
        rows = 0;
        seen = 0;
        deliveredSeen = 0;
        skipUntil = 0;
        marked = false;
    }

    /** Call when the log continues in another file. */
    void rotated(LogPlace place) throws InterruptedException {
        if (delivered == 0) {
            pending = place.position();
            due = true;
            flushPosition(true);
        }
    }

    /** Emits a piece that only moves the position, at most once per second unless {@code now}. */
    void flushPosition(boolean now) throws InterruptedException {
        long nanos = System.nanoTime();
        if (delivered > 0 || !due || pending.equals(written) || !now && nanos - lastPositionNanos < POSITION_NANOS) {
            return;
        }
        lastPositionNanos = nanos;
        written = pending;
        due = false;
        queue.put(positionPiece(pendingCommitMillis));
    }

    private TransactionPiece positionPiece(long commitMillis) {
        SchemaNews schemas = news.apply(pending);
        return new TransactionPiece(
                "", true, true, List.of(), pending, commitMillis, PIECE_OVERHEAD + bytes(schemas), schemas, 0);
    }

    private static long bytes(@Nullable SchemaNews schemas) {
        return schemas == null ? 0 : schemas.bytes();
    }

    private void finish(String gtid, BinlogPosition end, long commitMillis) throws InterruptedException {
        put(gtid, true, end, commitMillis);
        pending = end;
        written = end;
        due = false;
        lastPositionNanos = System.nanoTime();
        delivered = 0;
        deliveredGtid = "";
        ended();
    }

    private void put(String gtid, boolean last, BinlogPosition end, long commitMillis) throws InterruptedException {
        // Of an unfinished transaction pieces are read again, and then there would be no news.
        SchemaNews schemas = last ? news.apply(end) : null;
        TransactionPiece piece = new TransactionPiece(
                gtid,
                delivered == 0,
                last,
                changes,
                end,
                commitMillis,
                bytes + PIECE_OVERHEAD + bytes(schemas),
                schemas,
                origin);
        int count = changes.size();
        changes = new ArrayList<>();
        bytes = 0;
        queue.put(piece);
        delivered += count;
        deliveredSeen = seen;
    }

    private OtterException gone(String gtid) {
        return new OtterException(
                ErrorCode.BINLOG_OTHER_LOG,
                "the transaction " + deliveredGtid + " after " + pending
                        + " was delivered in part, but the source no longer has it; instead it has " + gtid + ".");
    }
}
