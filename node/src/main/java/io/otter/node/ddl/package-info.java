/** Applies DDL at a target exactly once, even across crashes, and asks an operator when policy or doubt requires. */
@NullMarked
package io.otter.node.ddl;

import org.jspecify.annotations.NullMarked;
