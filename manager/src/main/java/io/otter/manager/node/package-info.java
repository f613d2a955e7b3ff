/** Nodes and their ZooKeeper clusters. */
@NullMarked
package io.otter.manager.node;

import org.jspecify.annotations.NullMarked;
