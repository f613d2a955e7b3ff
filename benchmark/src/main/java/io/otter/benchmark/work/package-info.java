/** The measured works: what is written, the same for every peer. */
@NullMarked
package io.otter.benchmark.work;

import org.jspecify.annotations.NullMarked;
