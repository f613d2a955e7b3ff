package io.otter.node.binlog;

import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/**
 * One source's changes in log order, from a start position to the end of time. Where the start is not a position that was
 * resumed, the first piece holds nothing but the position that was found for it. Reconnects by itself, with back-off and
 * jitter, for ever; {@link #lastFault()} says when it is doing so. One thread takes; {@link #close()} may be called
 * from any thread and makes a waiting {@link #take()} throw {@link InterruptedException}.
 */
public interface BinlogSource extends AutoCloseable {
    /**
     * The next piece; waits for it.
     *
     * @throws OtterException with a BINLOG_, DATABASE_ or SCHEMA_ code for a fault that trying again cannot fix
     */
    TransactionPiece take() throws InterruptedException;

    /**
     * The next piece if one is already here. Else null: at once when nothing more has come from the source, after
     * {@code nanos} when what has come is still being read. A batch is cut when this answers null.
     */
    @Nullable
    TransactionPiece poll(long nanos) throws InterruptedException;

    /** The fault that is being retried now, or null while the log is being read. */
    @Nullable
    OtterException lastFault();

    @Override
    void close();
}
