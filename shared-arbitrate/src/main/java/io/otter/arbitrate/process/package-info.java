/** Batches in flight and how they ended. */
@NullMarked
package io.otter.arbitrate.process;

import org.jspecify.annotations.NullMarked;
