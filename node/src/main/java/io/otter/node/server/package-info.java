/** The node's process: its settings, its start and stop, its health. */
@NullMarked
package io.otter.node.server;

import org.jspecify.annotations.NullMarked;
