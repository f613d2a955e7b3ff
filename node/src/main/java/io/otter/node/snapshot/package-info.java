/** Copies rows that are there, in chunks that are merged with the log. */
@NullMarked
package io.otter.node.snapshot;

import org.jspecify.annotations.NullMarked;
