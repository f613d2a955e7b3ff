package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.transform.TargetChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** A thread that loads units over its own connection: it writes each change as early as allowed, and commits units in turn. */
final class Applier implements Runnable {
    private final String pipeline;
    private final BlockingQueue<Unit> units;
    private final UnitLoader loader;
    private final Committer committer;
    private final Gate gate;
    private final TargetListener listener;

    Applier(
            String pipeline,
            BlockingQueue<Unit> units,
            UnitLoader loader,
            Committer committer,
            Gate gate,
            TargetListener listener) {
        this.pipeline = pipeline;
        this.units = units;
        this.loader = loader;
        this.committer = committer;
        this.gate = gate;
        this.listener = listener;
    }

    @Override
    public void run() {
        try (loader) {
            while (!Thread.interrupted()) {
                Unit unit = units.take();
                Applied applied = load(unit);
                committer.committed(unit, () -> listener.loaded(unit, applied));
                loader.tell(unit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            listener.failed(e);
        } catch (RuntimeException e) {
            listener.failed(
                    new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline + ": loading ended: " + e, e));
        }
    }

    private Applied load(Unit unit) throws InterruptedException {
        List<TargetChange> free = unit.free();
        boolean turn =
                committer.awaitStart(unit, free.isEmpty() ? unit.dependencies().after() : 0);
        gate.pass();
        if (!turn && loader.writeAhead(unit, free)) {
            if (isCompletedAhead(unit)) {
                Optional<Applied> applied = loader.commitAhead(unit);
                if (applied.isPresent()) {
                    return applied.get();
                }
            } else {
                loader.rollback();
            }
        }
        committer.awaitTurn(unit);
        gate.pass();
        return loader.load(unit);
    }

    /** Writes the changes that have to wait, as early as they may be, and waits for the unit's turn. */
    private boolean isCompletedAhead(Unit unit) throws InterruptedException {
        List<TargetChange> waiting = unit.waiting();
        return (waiting.isEmpty()
                        || committer.awaitHolding(unit, unit.dependencies().after())
                                && loader.writeRestAhead(unit, waiting))
                && committer.awaitTurnHolding(unit);
    }
}
