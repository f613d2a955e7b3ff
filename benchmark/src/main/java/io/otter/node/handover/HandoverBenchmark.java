package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.otter.benchmark.work.Inserts;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.RecordedLog;
import io.otter.node.binlog.TransactionPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding and decoding a batch for another node; the figures are per row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HandoverBenchmark {
    private static final int ROWS = 5_000;
    private static final List<Long> PAIR = List.of(1L);

    @Param({"1", "1000"})
    private int rowsPerTransaction;

    private final BatchCodec sender = new BatchCodec();
    private final BatchCodec receiver = new BatchCodec();
    private final ByteBuf written = Unpooled.buffer(8 << 20);
    private final ByteBuf toRead = Unpooled.buffer(8 << 20);
    private Batch batch;

    @Setup
    public void record() throws Exception {
        List<BatchTransaction> transactions = new ArrayList<>();
        for (TransactionPiece piece :
                RecordedLog.of(new Inserts(ROWS, rowsPerTransaction)).pieces()) {
            List<SelectedChange> changes = piece.changes().stream()
                    .map(change -> new SelectedChange(change, PAIR, false))
                    .toList();
            transactions.add(new BatchTransaction(
                    piece.first(), piece.last(), changes, piece.end(), piece.commitTimestampMillis()));
        }
        batch = new Batch(1, transactions, ROWS, 0);
        // The first batch of a stream includes the table schemas, the measured one does not.
        sender.write(batch, written);
        receiver.read(written);
        sender.write(batch, toRead);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Object write() {
        sender.write(batch, written.clear());
        return written;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Object read() {
        return receiver.read(toRead.readerIndex(0));
    }
}
