/** Work that nodes do for a channel over a while, such as copies and comparisons: who asked for it, and how far it is. */
@NullMarked
package io.otter.manager.run;

import org.jspecify.annotations.NullMarked;
