package io.otter.node.load;

/**
 * When a unit is full under backlog.
 *
 * @param rows number of changes
 * @param bytes total size of the changes
 */
record UnitSize(int rows, long bytes) {
    static final UnitSize DEFAULT = new UnitSize(2_000, 1 << 20);

    /** Larger, as its parts are spread over several connections. */
    UnitSize ofRelaxed() {
        return new UnitSize(4 * rows, 4 * bytes);
    }
}
