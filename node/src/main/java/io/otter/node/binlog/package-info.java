/** Reads a source's binlog as typed rows, grouped into transactions. */
@NullMarked
package io.otter.node.binlog;

import org.jspecify.annotations.NullMarked;
