package io.otter.node.binlog;

import io.otter.benchmark.work.Inserts;
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

/** From the bytes of an event to a whole transaction in the reader's queue; the figure is per row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecodeBenchmark {
    private static final int ROWS = 20_000;

    @Param({"1", "10", "1000"})
    private int rowsPerTransaction;

    /** What the log says about each table. */
    @Param({"MINIMAL", "FULL"})
    private String metadata = "MINIMAL";

    private RecordedLog log;

    @Setup
    public void record() throws Exception {
        log = RecordedLog.of(new Inserts(ROWS, rowsPerTransaction), metadata);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Object decode() throws Exception {
        return log.decode();
    }
}
