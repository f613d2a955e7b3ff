/** Cuts the log into batches of mapped changes. */
@NullMarked
package io.otter.node.select;

import org.jspecify.annotations.NullMarked;
