/** Starts, restarts and ends pipelines as arbitration says. */
@NullMarked
package io.otter.node.supervisor;

import org.jspecify.annotations.NullMarked;
