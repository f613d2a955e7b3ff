/** Puts rows that a target refuses aside, and brings them to a manager. */
@NullMarked
package io.otter.node.deadletter;

import org.jspecify.annotations.NullMarked;
