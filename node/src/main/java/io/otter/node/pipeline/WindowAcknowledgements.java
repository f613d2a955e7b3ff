package io.otter.node.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.OtterException;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import io.otter.node.select.Window;
import io.otter.node.snapshot.Snapshots;
import io.otter.node.verify.Verifications;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receives one run's events from the load side, and tells all who follow what is applied. Thread-safe. */
final class WindowAcknowledgements implements LoadListener {
    private final Window window;
    private final Consumer<Map<Long, RowCounts>> applied;
    private final RunListener listener;
    private volatile @Nullable Progress progress;
    private volatile @Nullable Snapshots snapshots;
    private volatile @Nullable Verifications verifications;

    @GuardedBy("this")
    private @Nullable PipelineRun run;

    @GuardedBy("this")
    private @Nullable OtterException early;

    WindowAcknowledgements(Window window, Consumer<Map<Long, RowCounts>> applied, RunListener listener) {
        this.window = window;
        this.applied = applied;
        this.listener = listener;
    }

    void follow(Progress begun) {
        progress = begun;
    }

    void follow(Snapshots copying) {
        snapshots = copying;
    }

    void follow(Verifications comparing) {
        verifications = comparing;
    }

    /** Sets the run; the load side may have failed before. */
    void hand(PipelineRun started) {
        OtterException fault;
        synchronized (this) {
            run = started;
            fault = early;
        }
        if (fault != null) {
            started.fail(fault);
        }
    }

    @Override
    public void loaded(LoadedBatch batch) {
        applied.accept(batch.countsByPair());
        Progress known = progress;
        if (known != null) {
            known.loaded(batch);
        }
        Snapshots copying = snapshots;
        if (copying != null) {
            copying.loaded(batch.processId());
        }
        Verifications comparing = verifications;
        if (comparing != null) {
            comparing.loaded(batch.processId());
        }
        window.leave();
        listener.loaded(batch);
        PipelineRun loading;
        synchronized (this) {
            loading = run;
        }
        if (loading != null) {
            loading.loaded();
        }
    }

    @Override
    public void retrying(@Nullable OtterException fault) {
        Progress known = progress;
        if (known != null) {
            known.retrying(fault);
        } else {
            listener.retrying(fault);
        }
    }

    @Override
    public void failed(OtterException fault) {
        PipelineRun known;
        synchronized (this) {
            known = run;
            early = fault;
        }
        if (known != null) {
            known.fail(fault);
        }
    }
}
