/** Positions in a log. */
@NullMarked
package io.otter.common.position;

import org.jspecify.annotations.NullMarked;
