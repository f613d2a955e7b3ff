/** Rebuilds ZooKeeper's tree, describes the retl toolkit and lists the API's calls. */
@NullMarked
package io.otter.manager.system;

import org.jspecify.annotations.NullMarked;
