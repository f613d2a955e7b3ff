package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.node.pipeline.FencedException;
import io.otter.node.transform.TargetChange;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads units with {@link Lanes}, then moves the position. A unit that the lanes cannot write, or only in part, is written
 * once more in the source's order, where rows that are there already are repaired; so is one that must be written once only.
 * One thread owns it.
 */
final class RelaxedLoader {
    private static final Logger log = LoggerFactory.getLogger(RelaxedLoader.class);
    /** Fewer are quicker in one transaction. */
    private static final int FEWEST_CHANGES = 50;

    private final String pipeline;
    private final Lanes lanes;
    private final UnitLoader inOrder;

    RelaxedLoader(String pipeline, Lanes lanes, UnitLoader inOrder) {
        this.pipeline = pipeline;
        this.lanes = lanes;
        this.inOrder = inOrder;
    }

    /**
     * Loads a unit.
     *
     * @throws OtterException for a fault that trying again cannot mend
     */
    Applied load(Unit unit) throws InterruptedException {
        if (!unit.whole()
                || unit.changes().size() < FEWEST_CHANGES
                || unit.changes().stream().anyMatch(RelaxedLoader::isOnceOnly)) {
            return inOrder.load(unit);
        }
        try {
            lanes.write(unit.changes());
        } catch (FencedException e) {
            throw e;
        } catch (SQLException | OtterException e) {
            log.info(
                    "pipeline {}: {} changes are written again in the source's order: {}",
                    pipeline,
                    unit.changes().size(),
                    e.getMessage());
            return inOrder.load(unit);
        }
        Applied applied = inOrder.load(unit.withoutChanges());
        UnitWriter.count(unit.changes(), applied);
        return applied;
    }

    private static boolean isOnceOnly(TargetChange change) {
        return change.resync() || change.plan().keys().alone();
    }
}
