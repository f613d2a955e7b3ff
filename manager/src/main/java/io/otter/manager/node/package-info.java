/** Nodes and the ZooKeeper clusters that they use. */
@NullMarked
package io.otter.manager.node;

import org.jspecify.annotations.NullMarked;
