/** Rows that targets refused: kept, shown, sent again, given up. */
@NullMarked
package io.otter.manager.deadletter;

import org.jspecify.annotations.NullMarked;
