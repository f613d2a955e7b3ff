/** Applies units of whole source transactions, each with the checkpoint in one target transaction. */
@NullMarked
package io.otter.node.load;

import org.jspecify.annotations.NullMarked;
