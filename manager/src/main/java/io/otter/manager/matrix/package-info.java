/** Groups of servers: who is the master, and what follows when another one is. */
@NullMarked
package io.otter.manager.matrix;

import org.jspecify.annotations.NullMarked;
