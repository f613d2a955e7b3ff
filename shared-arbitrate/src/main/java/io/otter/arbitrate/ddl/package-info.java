/** DDL that awaits an operator's decision. */
@NullMarked
package io.otter.arbitrate.ddl;

import org.jspecify.annotations.NullMarked;
