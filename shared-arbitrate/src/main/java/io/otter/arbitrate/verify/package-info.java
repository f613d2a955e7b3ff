/** Comparisons of both sides of a pipeline: what users want, and how far nodes are. */
@NullMarked
package io.otter.arbitrate.verify;

import org.jspecify.annotations.NullMarked;
