package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.ddl.Operator;
import io.otter.node.pipeline.Batch;
import io.otter.node.pipeline.BatchTransaction;
import io.otter.node.pipeline.CrashPoint;
import io.otter.node.pipeline.Handover;
import io.otter.node.pipeline.LoadListener;
import io.otter.node.pipeline.LoadedBatch;
import io.otter.node.pipeline.RowCounts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The load side on this node: a thread that takes batches from a queue, merges what waits into one unit and loads it. The
 * queue is bounded by the pusher's window.
 */
public final class LocalHandover implements Handover {
    private static final long UNIT_ROWS = 5_000;
    private static final long UNIT_BYTES = 4 * 1024 * 1024;

    private final String pipeline;
    private final LoadListener listener;
    private final Gate gate;
    private final List<TargetLoader> loaders;
    private final LinkedBlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean started;

    /**
     * @param gate is passed before each target transaction
     * @param operator decides about DDL
     */
    public LocalHandover(
            ChannelConfig channel,
            PipelineConfig pipeline,
            DatabaseConnector connector,
            LoadListener listener,
            Gate gate,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this.pipeline = pipeline.name();
        this.listener = listener;
        this.gate = gate;
        Retry retry = new Retry(pipeline.name(), listener::retrying);
        loaders = pipeline.targets().stream()
                .map(target -> new TargetLoader(
                        channel,
                        pipeline,
                        target,
                        connector,
                        retry,
                        new DdlApplier(
                                channel,
                                pipeline,
                                target.id(),
                                fault -> LoadFault.of("", fault).code().isTransient(),
                                listener::retrying,
                                operator,
                                crashPoint,
                                clock),
                        clock))
                .toList();
        thread = new Thread(this::run, pipeline.name() + "-load");
    }

    @Override
    public Optional<BinlogPosition> open(long epoch) {
        try {
            List<Optional<BinlogPosition>> positions = new ArrayList<>();
            for (TargetLoader loader : loaders) {
                positions.add(loader.fence(epoch));
            }
            Optional<BinlogPosition> start = leastAdvanced(positions);
            for (int i = 0; i < loaders.size(); i++) {
                if (!positions.get(i).equals(start)) {
                    positions.get(i).ifPresent(loaders.get(i)::skipUntil);
                }
            }
            started = true;
            thread.start();
            return start;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT, "pipeline " + pipeline + ": interrupted while it was opened.", e);
        }
    }

    @Override
    public void push(Batch batch) throws InterruptedException {
        queue.put(batch);
    }

    @Override
    public void close() {
        if (started) {
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } else {
            loaders.forEach(TargetLoader::close);
        }
    }

    private void run() {
        try {
            List<Batch> unit = new ArrayList<>();
            while (!Thread.interrupted()) {
                take(unit);
                gate.pass();
                load(unit);
                unit.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            listener.failed(e);
        } catch (RuntimeException e) {
            listener.failed(
                    new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline + ": loading ended: " + e, e));
        } finally {
            loaders.forEach(TargetLoader::close);
        }
    }

    /** Waits for one batch and takes what else is there: large units under backlog, small ones when idle. */
    private void take(List<Batch> unit) throws InterruptedException {
        Batch batch = queue.take();
        unit.add(batch);
        long rows = batch.rows();
        long bytes = batch.bytes();
        Batch next = queue.peek();
        // A batch without rows moves the position only, and does so even if the next one cannot be loaded.
        while (next != null && rows > 0 && rows + next.rows() <= UNIT_ROWS && bytes + next.bytes() <= UNIT_BYTES) {
            queue.remove();
            unit.add(next);
            rows += next.rows();
            bytes += next.bytes();
            next = queue.peek();
        }
    }

    private void load(List<Batch> unit) throws InterruptedException {
        List<BatchTransaction> transactions =
                unit.stream().flatMap(batch -> batch.transactions().stream()).toList();
        Map<Long, RowCounts> counts = new HashMap<>();
        long repaired = 0;
        long missing = 0;
        for (TargetLoader loader : loaders) {
            Applied applied = loader.load(transactions);
            applied.byPair().forEach((pair, rows) -> counts.merge(pair, rows, RowCounts::plus));
            repaired += applied.repairedRows();
            missing += applied.missingRows();
        }
        BatchTransaction last = lastWhole(transactions);
        for (Batch batch : unit) {
            boolean isLast = batch == unit.get(unit.size() - 1);
            listener.loaded(new LoadedBatch(
                    batch.processId(),
                    isLast && last != null && endsWhole(transactions) ? last.end() : null,
                    last == null ? 0 : last.commitTimestampMillis(),
                    isLast ? counts : Map.of(),
                    isLast ? repaired : 0,
                    isLast ? missing : 0));
        }
    }

    private static boolean endsWhole(List<BatchTransaction> transactions) {
        return transactions.get(transactions.size() - 1).last();
    }

    private static @Nullable BatchTransaction lastWhole(List<BatchTransaction> transactions) {
        for (int i = transactions.size() - 1; i >= 0; i--) {
            if (transactions.get(i).last()) {
                return transactions.get(i);
            }
        }
        return null;
    }

    private Optional<BinlogPosition> leastAdvanced(List<Optional<BinlogPosition>> positions) {
        if (positions.stream().anyMatch(Optional::isEmpty)) {
            if (positions.stream().allMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            throw new OtterException(
                    ErrorCode.LOAD_DATA,
                    "pipeline " + pipeline
                            + ": one of its targets has a checkpoint and another has none; sync the new target"
                            + " with a pipeline of its own.");
        }
        return positions.stream()
                .map(Optional::orElseThrow)
                .min((one, other) -> one.file().length() != other.file().length()
                        ? Integer.compare(one.file().length(), other.file().length())
                        : one.file().equals(other.file())
                                ? Long.compare(one.offset(), other.offset())
                                : one.file().compareTo(other.file()));
    }
}
