package io.otter.node.binlog;

import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one source in log order, from a start position on, without end. Unless a position is resumed, the
 * first piece holds only the position that the start resolved to. Reconnects by itself, with back-off and jitter, for
 * ever; {@link #lastFault()} tells when it is doing so. One thread takes; any thread may call {@link #close()}, which
 * makes a waiting {@link #take()} throw {@link InterruptedException}.
 */
public interface BinlogSource extends AutoCloseable {
    /**
     * Waits for the next piece.
     *
     * @throws OtterException with a BINLOG_, DATABASE_ or SCHEMA_ code for a fault that retrying cannot fix
     */
    TransactionPiece take() throws InterruptedException;

    /**
     * The next piece if one is there. Otherwise null: at once when nothing more has arrived from the source, after
     * {@code nanos} nanoseconds when what has arrived is still being decoded. A null is the signal to cut a batch.
     */
    @Nullable
    TransactionPiece poll(long nanos) throws InterruptedException;

    /** The fault that is currently being retried, or null while the log is being read. */
    @Nullable
    OtterException lastFault();

    /** How far the log is read; a piece counts as taken once another one is asked for. */
    ReadProgress progress();

    @Override
    void close();
}
