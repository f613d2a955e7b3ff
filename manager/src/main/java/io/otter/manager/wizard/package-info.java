/** From two servers to the first row: the pages that set up a channel. */
@NullMarked
package io.otter.manager.wizard;

import org.jspecify.annotations.NullMarked;
