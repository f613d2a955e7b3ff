/** The batches in flight. */
@NullMarked
package io.otter.arbitrate.process;

import org.jspecify.annotations.NullMarked;
