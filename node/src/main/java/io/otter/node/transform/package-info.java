/** Maps changes to the target's tables and columns. */
@NullMarked
package io.otter.node.transform;

import org.jspecify.annotations.NullMarked;
