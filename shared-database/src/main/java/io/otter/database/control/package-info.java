/** What Otter keeps in schema {@code retl} of the servers that take part in a sync: the tables, how they come about, their SQL. */
@NullMarked
package io.otter.database.control;

import org.jspecify.annotations.NullMarked;
