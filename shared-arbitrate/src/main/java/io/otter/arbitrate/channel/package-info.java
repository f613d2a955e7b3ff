/** The desired states of channels. */
@NullMarked
package io.otter.arbitrate.channel;

import org.jspecify.annotations.NullMarked;
