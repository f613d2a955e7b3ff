/** Filters and row processors of pairs, and the jars that processors come from. */
@NullMarked
package io.otter.node.extend;

import org.jspecify.annotations.NullMarked;
