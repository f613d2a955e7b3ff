/** Applies DDL at a target once, whatever is killed meanwhile, and asks where a policy or a doubt wants it. */
@NullMarked
package io.otter.node.ddl;

import org.jspecify.annotations.NullMarked;
