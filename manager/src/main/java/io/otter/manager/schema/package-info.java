/** The manager's own tables: created if missing, widened if an older installation created them. */
@NullMarked
package io.otter.manager.schema;

import org.jspecify.annotations.NullMarked;
