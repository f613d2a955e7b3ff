/** Row filters: expressions that say which changes are sent. */
@NullMarked
package io.otter.common.filter;

import org.jspecify.annotations.NullMarked;
