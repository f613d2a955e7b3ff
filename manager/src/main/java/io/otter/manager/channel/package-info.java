/** Channels: what is configured, what they do, starting and stopping them. */
@NullMarked
package io.otter.manager.channel;

import org.jspecify.annotations.NullMarked;
