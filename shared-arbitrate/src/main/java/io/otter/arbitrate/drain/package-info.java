/** Which nodes are to be left alone. */
@NullMarked
package io.otter.arbitrate.drain;

import org.jspecify.annotations.NullMarked;
