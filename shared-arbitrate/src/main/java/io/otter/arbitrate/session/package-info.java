/** The session with ZooKeeper and its state. */
@NullMarked
package io.otter.arbitrate.session;

import org.jspecify.annotations.NullMarked;
