/** The registry of live nodes. */
@NullMarked
package io.otter.arbitrate.node;

import org.jspecify.annotations.NullMarked;
