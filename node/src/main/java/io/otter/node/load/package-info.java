/** Applies units of complete source transactions, each committed together with its checkpoint. */
@NullMarked
package io.otter.node.load;

import org.jspecify.annotations.NullMarked;
