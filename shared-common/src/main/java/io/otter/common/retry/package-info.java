/** Trying again what failed for a while. */
@NullMarked
package io.otter.common.retry;

import org.jspecify.annotations.NullMarked;
