/** JDBC connections from typed fields, server versions and table definitions. */
@NullMarked
package io.otter.database;

import org.jspecify.annotations.NullMarked;
