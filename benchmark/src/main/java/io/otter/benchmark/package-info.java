/** Measures the product against its alternatives: {@code benchmark/run.sh}. */
@NullMarked
package io.otter.benchmark;

import org.jspecify.annotations.NullMarked;
