package io.otter.node.supervisor;

import java.time.Duration;

/**
 * How long the end of a run may take.
 *
 * @param leave what is not applied within this time when leaving is rolled back and read again by the next owner
 * @param close how long a run may take to end before nobody waits for it any more
 */
record RunLimits(Duration leave, Duration close) {}
