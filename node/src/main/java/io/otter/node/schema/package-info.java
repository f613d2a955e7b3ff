/** Remembers what a source's tables looked like at every place of its log. */
@NullMarked
package io.otter.node.schema;

import org.jspecify.annotations.NullMarked;
