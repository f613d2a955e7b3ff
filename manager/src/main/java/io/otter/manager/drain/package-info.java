/** Drains nodes. */
@NullMarked
package io.otter.manager.drain;

import org.jspecify.annotations.NullMarked;
