/** Runs of one peer on one work, and their results. */
@NullMarked
package io.otter.benchmark.measure;

import org.jspecify.annotations.NullMarked;
