/** Copies of existing rows: what users ask for, and how far it is. */
@NullMarked
package io.otter.manager.resync;

import org.jspecify.annotations.NullMarked;
