/** Reports of nodes: statistics and log records. */
@NullMarked
package io.otter.manager.monitor;

import org.jspecify.annotations.NullMarked;
