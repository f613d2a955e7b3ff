/** Starts, restarts and ends pipelines as arbitration decides. */
@NullMarked
package io.otter.node.supervisor;

import org.jspecify.annotations.NullMarked;
