/** Decides which node selects for a pipeline. */
@NullMarked
package io.otter.arbitrate.mainstem;

import org.jspecify.annotations.NullMarked;
