/** The peers that are measured: the product and other ways to move rows from one MySQL to another. */
@NullMarked
package io.otter.benchmark.peer;

import org.jspecify.annotations.NullMarked;
