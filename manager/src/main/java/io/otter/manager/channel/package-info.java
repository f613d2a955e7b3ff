/** What channels do: checking, starting, pausing and stopping them, and their state as the facts say. */
@NullMarked
package io.otter.manager.channel;

import org.jspecify.annotations.NullMarked;
