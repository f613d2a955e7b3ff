/** Repair of ZooKeeper's tree, the retl toolkit and the list of the API's calls. */
@NullMarked
package io.otter.manager.system;

import org.jspecify.annotations.NullMarked;
