/** A copy of the checkpoint in canal's format. */
@NullMarked
package io.otter.arbitrate.cursor;

import org.jspecify.annotations.NullMarked;
