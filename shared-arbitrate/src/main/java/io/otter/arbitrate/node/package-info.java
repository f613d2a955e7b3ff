/** Which nodes are alive. */
@NullMarked
package io.otter.arbitrate.node;

import org.jspecify.annotations.NullMarked;
