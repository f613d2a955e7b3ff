/** Reads statements about tables and databases with a grammar of SQL; what they say comes out as plain records. */
@NullMarked
package io.otter.node.sql;

import org.jspecify.annotations.NullMarked;
