/** Row filters: expressions that select which changes are sent. */
@NullMarked
package io.otter.common.filter;

import org.jspecify.annotations.NullMarked;
