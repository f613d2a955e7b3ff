/** Rows that both sides of a two-way sync changed. */
@NullMarked
package io.otter.manager.conflict;

import org.jspecify.annotations.NullMarked;
