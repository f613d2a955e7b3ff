/** Reads statements with a grammar of SQL: which tables they name, where, and what becomes of them, comes out as plain records. */
@NullMarked
package io.otter.node.sql;

import org.jspecify.annotations.NullMarked;
