/** Messages from nodes to managers. */
@NullMarked
package io.otter.communication.message;

import org.jspecify.annotations.NullMarked;
