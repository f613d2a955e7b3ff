/** The copy of the checkpoint in canal's own form. */
@NullMarked
package io.otter.arbitrate.cursor;

import org.jspecify.annotations.NullMarked;
