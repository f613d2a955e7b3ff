package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.ddl.Operator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The load side on this node: every target loads pushed batches on its own threads, and a batch is acknowledged once
 * all have applied it. The caller's window bounds what waits.
 */
public final class LocalHandover implements Handover {
    private final String pipeline;
    private final List<TargetLoader> loaders = new ArrayList<>();
    private final Acknowledgements acknowledgements;
    private final CrashPoint crashPoint;

    /**
     * @param gate checked before each target transaction
     * @param deadLetters decides about rows that a target refuses
     */
    public LocalHandover(
            ChannelConfig channel,
            PipelineConfig pipeline,
            DatabaseConnector connector,
            LoadListener listener,
            Gate gate,
            Function<DataMediaSource, DeadLetters> deadLetters,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this(channel, pipeline, connector, listener, gate, deadLetters, UnitSize.DEFAULT, operator, crashPoint, clock);
    }

    LocalHandover(
            ChannelConfig channel,
            PipelineConfig pipeline,
            DatabaseConnector connector,
            LoadListener listener,
            Gate gate,
            Function<DataMediaSource, DeadLetters> deadLetters,
            UnitSize unitSize,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this.pipeline = pipeline.name();
        acknowledgements = new Acknowledgements(listener, pipeline.targets().size(), crashPoint);
        this.crashPoint = crashPoint;
        Retry retry = new Retry(pipeline.name(), listener::retrying);
        for (DataMediaSource target : pipeline.targets()) {
            loaders.add(new TargetLoader(
                    channel,
                    pipeline,
                    target,
                    connector,
                    gate,
                    deadLetters.apply(target),
                    unitSize,
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
                    acknowledgements.of(loaders.size()),
                    crashPoint,
                    clock));
        }
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
            loaders.forEach(TargetLoader::start);
            return start;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT, "pipeline " + pipeline + ": interrupted while it was being opened.", e);
        }
    }

    @Override
    public void push(Batch batch) {
        if (batch.rows() > 0) {
            crashPoint.pass("rows-at-handover");
        }
        acknowledgements.expect(batch);
        loaders.forEach(loader -> loader.push(batch));
    }

    @Override
    public void close() {
        loaders.forEach(TargetLoader::close);
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
                            + " with a separate pipeline.");
        }
        BinlogPosition least = positions.get(0).orElseThrow();
        for (Optional<BinlogPosition> position : positions) {
            BinlogPosition.Relation relation = position.orElseThrow().to(least);
            if (relation == BinlogPosition.Relation.UNKNOWN) {
                throw new OtterException(
                        ErrorCode.LOAD_DATA,
                        "pipeline " + pipeline + ": the checkpoints of its targets, " + least + " and " + position.get()
                                + ", belong to different logs, so there is no telling which one is behind; move the"
                                + " position of the pipeline.");
            }
            least = relation == BinlogPosition.Relation.BEFORE ? position.get() : least;
        }
        return Optional.of(least);
    }
}
