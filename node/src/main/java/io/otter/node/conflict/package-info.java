/** Which of two states of a row both sites of a two-way sync end with. */
@NullMarked
package io.otter.node.conflict;

import org.jspecify.annotations.NullMarked;
