/** JDBC connections from typed fields, what server answers, what tables it has. */
@NullMarked
package io.otter.database;

import org.jspecify.annotations.NullMarked;
