/** Reads one source's binlog as typed rows of whole transactions. */
@NullMarked
package io.otter.node.binlog;

import org.jspecify.annotations.NullMarked;
