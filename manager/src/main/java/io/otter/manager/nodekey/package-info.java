/** Replaces keys of single nodes. */
@NullMarked
package io.otter.manager.nodekey;

import org.jspecify.annotations.NullMarked;
