/** Sets aside the rows that a target refuses, and ships them to a manager. */
@NullMarked
package io.otter.node.deadletter;

import org.jspecify.annotations.NullMarked;
