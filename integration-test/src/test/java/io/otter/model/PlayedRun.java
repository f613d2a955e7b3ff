package io.otter.model;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.pipeline.RunListener;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run that applies when it has its turn. */
final class PlayedRun implements Run {
    private static final BinlogPosition POSITION = new BinlogPosition("binlog.000001", 4, "", "uuid", 1_000);

    final long epoch;
    private final PlayedServers servers;
    private final RunListener listener;
    private boolean located;
    private boolean finishing;
    private boolean ended;
    private long batches;

    PlayedRun(long epoch, PlayedServers servers, RunListener listener) {
        this.epoch = epoch;
        this.servers = servers;
        this.listener = listener;
        located = servers.applied() > 0;
    }

    boolean isEnded() {
        return ended;
    }

    boolean flows() {
        return !ended && fault() == null && servers.isOwner(this);
    }

    void turn() {
        if (ended) {
            return;
        }
        if (finishing) {
            ended = true;
            listener.finished();
        } else if (fault() == null) {
            if (servers.isOwner(this)) {
                servers.apply(this);
                located = true;
                batches++;
                listener.loaded(new LoadedBatch(batches, POSITION, 1_000, Map.of(), 0, 0, 0));
            } else {
                fail(new FencedException("the target knows another epoch", epoch));
            }
        }
    }

    void fail(OtterException why) {
        if (!ended) {
            ended = true;
            listener.failed(why);
        }
    }

    @Override
    public RunFacts facts() {
        return new RunFacts(
                located ? POSITION : null,
                servers.sourceUp ? servers.delayMillis() : null,
                1,
                Map.of(),
                Map.of(1L, new RowCounts(batches, 0, 0)),
                0,
                0,
                StageTimes.NONE,
                Map.of(),
                fault());
    }

    @Override
    public Optional<ServerAddress> loadNode() {
        return Optional.empty();
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void close() {
        ended = true;
    }

    private @Nullable OtterException fault() {
        if (!servers.targetUp) {
            return new OtterException(ErrorCode.LOAD_TRANSIENT, "the target is away");
        }
        return servers.sourceUp ? null : new OtterException(ErrorCode.DATABASE_UNREACHABLE, "the source is away");
    }
}
