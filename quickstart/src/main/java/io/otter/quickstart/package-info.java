/** The whole product on one machine with embedded databases and ZooKeeper, for a first look and for tests. */
@NullMarked
package io.otter.quickstart;

import org.jspecify.annotations.NullMarked;
