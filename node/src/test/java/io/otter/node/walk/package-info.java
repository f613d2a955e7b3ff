/** Tests of the whole path of a row between two real servers. */
@NullMarked
package io.otter.node.walk;

import org.jspecify.annotations.NullMarked;
