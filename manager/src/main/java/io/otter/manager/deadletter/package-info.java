/** Rows that targets refused: stored, shown, sent again, discarded. */
@NullMarked
package io.otter.manager.deadletter;

import org.jspecify.annotations.NullMarked;
