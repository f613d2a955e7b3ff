/** Remote calls and streams between nodes and managers. */
@NullMarked
package io.otter.communication;

import org.jspecify.annotations.NullMarked;
