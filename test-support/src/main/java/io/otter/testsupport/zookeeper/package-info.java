/** ZooKeeper in this JVM. */
@NullMarked
package io.otter.testsupport.zookeeper;

import org.jspecify.annotations.NullMarked;
