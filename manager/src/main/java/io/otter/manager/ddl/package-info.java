/** DDL that awaits a decision. */
@NullMarked
package io.otter.manager.ddl;

import org.jspecify.annotations.NullMarked;
