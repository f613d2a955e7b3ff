/** Nodes that must not be given work. */
@NullMarked
package io.otter.arbitrate.drain;

import org.jspecify.annotations.NullMarked;
