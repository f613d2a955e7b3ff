package io.otter.node.load;

import io.otter.node.transform.TablePlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Building the text of a statement that updates or deletes many rows; the figure is per row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StatementBenchmark {
    private static final int ROWS = 500;

    private final BatchStatements joined;

    public StatementBenchmark() {
        TablePlan plan = MemberTable.plan(false);
        joined = new BatchStatements(plan, plan.columns().subList(1, 2));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Object update() {
        return joined.update(ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Object delete() {
        return joined.delete(ROWS);
    }
}
