package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows that could not be written because the row that a foreign key refers to is not here. After a conflict that is so until the
 * other side has heard of it, too; where it stays so, the two would tell each other of the row for ever. One thread at a time.
 */
final class OrphanedRows {
    private static final int MOST_ANSWERS = 5;
    private static final int MOST_ROWS = 1_000;

    /** How often the other side has told of a row. */
    private final Map<String, Integer> answers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_ROWS;
        }
    };

    /** Whether the other side may not have heard yet that the parent is gone. */
    boolean mayWait(TargetChange change) {
        return !change.settles()
                || answers.merge(
                                change.plan().targetName() + " " + RowConditions.keyText(change.plan(), change.known()),
                                1,
                                Integer::sum)
                        <= MOST_ANSWERS;
    }
}
