/** Tracks the definitions of a source's tables throughout its log. */
@NullMarked
package io.otter.node.schema;

import org.jspecify.annotations.NullMarked;
