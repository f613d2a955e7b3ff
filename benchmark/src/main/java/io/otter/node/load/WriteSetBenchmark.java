package io.otter.node.load;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
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

/** Finding which units a unit depends on, by the keys of its changes; the figure is per inserted row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WriteSetBenchmark {
    private static final int ROWS = 2_000;
    private static final int REMEMBERED = 100_000;
    /** Units in progress at the same time. */
    private static final int AHEAD = 8;

    /** Whether the table has a unique key on a text column besides its primary key. */
    @Param({"false", "true"})
    private boolean unique;

    private final ConflictGraph graph = new ConflictGraph(REMEMBERED);
    private final List<List<TargetChange>> units = new ArrayList<>();
    private long number;

    @Setup
    public void makeUnits() {
        TablePlan plan = MemberTable.plan(unique);
        for (int unit = 0; unit < 2 * AHEAD; unit++) {
            List<TargetChange> changes = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                long id = unit * ROWS + i;
                Row row = new Row(new Object[] {id, "member-" + id + "@example.org"});
                changes.add(new TargetChange(plan, RowKind.INSERT, null, row, 100, false, false, null));
            }
            units.add(changes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long add() {
        number++;
        return graph.add(number, units.get((int) (number % units.size())), Math.max(0, number - AHEAD))
                .after();
    }
}
