/** What the target itself can take: the same changes from memory, nothing read. A program of its own. */
@NullMarked
package io.otter.benchmark.ceiling;

import org.jspecify.annotations.NullMarked;
