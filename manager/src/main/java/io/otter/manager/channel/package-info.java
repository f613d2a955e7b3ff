/** The operation of channels: checking, starting, pausing and stopping them, and their state derived from facts. */
@NullMarked
package io.otter.manager.channel;

import org.jspecify.annotations.NullMarked;
