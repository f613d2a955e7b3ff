package io.otter.common.extend;

import java.util.Optional;

/**
 * Modifies or drops rows between source and target. An implementation is listed in {@code META-INF/services/} of its
 * jar, has a constructor without parameters, and sees the classes of its own jars, of Java and of this package. All
 * pairs of a node that name it share one instance, which is called on several threads.
 */
public interface RowProcessor {
    /** The name that a pair's {@code processor:} refers to. */
    String name();

    /**
     * Processes one row.
     *
     * @return the row, possibly with other values in its after image, or empty to drop the change. Kind, names, before
     *     image and the set of columns must stay the same
     * @throws RuntimeException to refuse the row: the pipeline stops and reports it
     */
    Optional<RowEvent> process(RowEvent row);
}
