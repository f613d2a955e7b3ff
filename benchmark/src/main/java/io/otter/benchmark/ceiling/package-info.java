/** The ceiling: how fast the target accepts the same changes from memory, without reading a log. A separate program. */
@NullMarked
package io.otter.benchmark.ceiling;

import org.jspecify.annotations.NullMarked;
