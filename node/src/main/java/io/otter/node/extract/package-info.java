/** Completes rows from the source: the free door and consistency MEDIA. */
@NullMarked
package io.otter.node.extract;

import org.jspecify.annotations.NullMarked;
