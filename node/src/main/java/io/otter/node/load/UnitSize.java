package io.otter.node.load;

/**
 * What makes a unit full under backlog.
 *
 * @param rows changes
 * @param bytes that they weigh
 */
record UnitSize(int rows, long bytes) {
    static final UnitSize DEFAULT = new UnitSize(2_000, 1 << 20);

    /** Its parts go over several connections at a time. */
    UnitSize ofRelaxed() {
        return new UnitSize(4 * rows, 4 * bytes);
    }
}
