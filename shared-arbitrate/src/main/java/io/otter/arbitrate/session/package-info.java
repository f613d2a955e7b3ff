/** The one session with ZooKeeper and what is heard of it. */
@NullMarked
package io.otter.arbitrate.session;

import org.jspecify.annotations.NullMarked;
