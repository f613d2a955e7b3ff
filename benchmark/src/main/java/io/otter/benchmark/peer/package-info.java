/** What is measured: the product, and what else moves rows from one MySQL to another. */
@NullMarked
package io.otter.benchmark.peer;

import org.jspecify.annotations.NullMarked;
