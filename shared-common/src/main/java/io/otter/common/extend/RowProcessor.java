package io.otter.common.extend;

import java.util.Optional;

/**
 * Changes or drops rows between source and target. An implementation is named in {@code META-INF/services/} of its jar, has a
 * constructor without parameters, and sees the classes of its own jars, of Java, and of this package. One instance serves all
 * pairs of a node that name it, on several threads.
 */
public interface RowProcessor {
    /** As {@code processor:} of a pair names it. */
    String name();

    /**
     * Processes one row.
     *
     * @return the row with other values in its columns, or empty to drop the change. Kind, names and the row before it must
     *     stay, and so must the columns
     * @throws RuntimeException to refuse the row: the pipeline stops and names it
     */
    Optional<RowEvent> process(RowEvent row);
}
