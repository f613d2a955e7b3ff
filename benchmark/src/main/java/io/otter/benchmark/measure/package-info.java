/** Runs of one peer on one work, and what they say. */
@NullMarked
package io.otter.benchmark.measure;

import org.jspecify.annotations.NullMarked;
