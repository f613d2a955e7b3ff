/** Comparisons of both sides: what users ask for, what was found, and its repair. */
@NullMarked
package io.otter.manager.verify;

import org.jspecify.annotations.NullMarked;
