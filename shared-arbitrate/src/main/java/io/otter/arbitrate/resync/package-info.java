/** Resyncs of existing rows: what users want, and how far nodes are. */
@NullMarked
package io.otter.arbitrate.resync;

import org.jspecify.annotations.NullMarked;
