package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.Handover;
import io.otter.node.binlog.KeptSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The load side on this node: every target loads pushed batches on its own threads, and a batch is acknowledged once
 * all have applied it. The caller's window bounds what waits.
 */
public final class LocalHandover implements Handover {
    private final String pipeline;
    private final List<TargetLoader> loaders;
    private final Acknowledgements acknowledgements;
    private final CrashPoint crashPoint;
    private Optional<KeptSchemas> kept = Optional.empty();
    private List<CopiedTable> copied = List.of();

    LocalHandover(
            String pipeline, List<TargetLoader> loaders, Acknowledgements acknowledgements, CrashPoint crashPoint) {
        this.pipeline = pipeline;
        this.loaders = List.copyOf(loaders);
        this.acknowledgements = acknowledgements;
        this.crashPoint = crashPoint;
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
            kept = keptSchemas(positions.indexOf(start));
            copied = copiedEverywhere();
            loaders.forEach(TargetLoader::start);
            return start;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT, "pipeline " + pipeline + ": interrupted while it was being opened.", e);
        }
    }

    @Override
    public Optional<KeptSchemas> keptSchemas() {
        Optional<KeptSchemas> schemas = kept;
        kept = Optional.empty();
        return schemas;
    }

    @Override
    public List<CopiedTable> copied() {
        return copied;
    }

    /** Of each table what the target that has least of it has; nothing if one has none. */
    private List<CopiedTable> copiedEverywhere() throws InterruptedException {
        List<CopiedTable> everywhere = loaders.get(0).copied();
        for (TargetLoader loader : loaders.subList(1, loaders.size())) {
            List<CopiedTable> others = loader.copied();
            everywhere = everywhere.stream()
                    .flatMap(one -> others.stream()
                            .filter(other -> other.runId() == one.runId()
                                    && other.schema().equals(one.schema())
                                    && other.table().equals(one.table()))
                            .map(other -> other.rows() < one.rows() || !other.done() ? other : one))
                    .toList();
        }
        return everywhere;
    }

    /** Of the target where reading starts. */
    private Optional<KeptSchemas> keptSchemas(int start) throws InterruptedException {
        Optional<KeptSchemas> ofStart = Optional.empty();
        boolean everywhere = true;
        for (int i = 0; i < loaders.size(); i++) {
            Optional<KeptSchemas> one = loaders.get(i).keptSchemas();
            everywhere &= one.isPresent();
            ofStart = i == start ? one : ofStart;
        }
        boolean all = everywhere;
        return ofStart.map(schemas -> new KeptSchemas(schemas.complete(), schemas.definitions(), all));
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
        List<BinlogPosition> known =
                positions.stream().map(Optional::orElseThrow).toList();
        return Optional.of(BinlogPosition.least(known)
                .orElseThrow(() -> new OtterException(
                        ErrorCode.LOAD_DATA,
                        "pipeline " + pipeline + ": the checkpoints of its targets, " + known
                                + ", belong to different logs, so there is no telling which one is behind; move the"
                                + " position of the pipeline.")));
    }
}
