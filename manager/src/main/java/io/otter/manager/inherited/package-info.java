/** What alibaba/otter has left in the manager's database and in its ZooKeeper. */
@NullMarked
package io.otter.manager.inherited;

import org.jspecify.annotations.NullMarked;
