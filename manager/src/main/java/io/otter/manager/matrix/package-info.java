/** Server groups: the master, and the switch to another one. */
@NullMarked
package io.otter.manager.matrix;

import org.jspecify.annotations.NullMarked;
