/** Elects one manager for work that only one may do. */
@NullMarked
package io.otter.arbitrate.leader;

import org.jspecify.annotations.NullMarked;
