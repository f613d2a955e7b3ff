package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What the changes of a unit have to wait for.
 *
 * @param after the last unit that must be committed before all of them may be written
 * @param waiting the indexes of the changes that have to wait for it; nobody changes it
 */
record Dependencies(long after, BitSet waiting) {
    static final Dependencies NONE = new Dependencies(0, new BitSet());

    static Dependencies ofAll(long after, int changes) {
        BitSet waiting = new BitSet();
        waiting.set(0, changes);
        return new Dependencies(after, waiting);
    }

    /** Those that may be written at once, in log order; a waiting one may follow any of them. */
    List<TargetChange> free(List<TargetChange> changes) {
        return waiting.isEmpty() ? changes : chosen(changes, false);
    }

    /** The others, in log order. */
    List<TargetChange> waiting(List<TargetChange> changes) {
        return waiting.isEmpty() ? List.of() : chosen(changes, true);
    }

    private List<TargetChange> chosen(List<TargetChange> changes, boolean isWaiting) {
        List<TargetChange> chosen = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (waiting.get(i) == isWaiting) {
                chosen.add(changes.get(i));
            }
        }
        return chosen;
    }
}
