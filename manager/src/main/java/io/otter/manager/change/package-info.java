/** Tells of changes that meet each other. */
@NullMarked
package io.otter.manager.change;

import org.jspecify.annotations.NullMarked;
