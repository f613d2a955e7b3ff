package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows that could not be written because of a foreign key: the row that it refers to is not here, or another one refers to it. After a
 * conflict that is so until the other side has heard of it, too; where it stays so, the two would tell each other of the row for
 * ever. One thread at a time.
 */
final class OrphanedRows {
    private static final int MOST_ANSWERS = 20;
    private static final int MOST_ROWS = 1_000;

    /** How often the other side has told of a row in vain. */
    private final Map<String, Integer> answers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_ROWS;
        }
    };

    /** Whether the other side may not have heard yet of what was done here. */
    boolean mayWait(TargetChange change) {
        return !change.settles() || answers.merge(name(change), 1, Integer::sum) <= MOST_ANSWERS;
    }

    /** A row is as the other side has told. */
    void over(TargetChange change) {
        if (!answers.isEmpty()) {
            answers.remove(name(change));
        }
    }

    private static String name(TargetChange change) {
        return change.plan().targetName() + " " + RowConditions.keyText(change.plan(), change.known());
    }
}
