/** Checks before a channel starts, each fault with the SQL that fixes it. */
@NullMarked
package io.otter.database.precheck;

import org.jspecify.annotations.NullMarked;
