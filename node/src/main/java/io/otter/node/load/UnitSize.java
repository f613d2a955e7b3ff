package io.otter.node.load;

/**
 * What makes a unit full under backlog.
 *
 * @param rows changes
 * @param bytes that they weigh
 */
record UnitSize(int rows, long bytes) {
    static final UnitSize DEFAULT = new UnitSize(2_000, 1 << 20);
}
