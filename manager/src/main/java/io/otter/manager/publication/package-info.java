/** Publishes the configuration to ZooKeeper, where nodes read it. */
@NullMarked
package io.otter.manager.publication;

import org.jspecify.annotations.NullMarked;
