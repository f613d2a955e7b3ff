/** Moves mainstems on purpose. */
@NullMarked
package io.otter.manager.failover;

import org.jspecify.annotations.NullMarked;
