/** The manager's own tables: made when they are missing, widened when an older installation made them. */
@NullMarked
package io.otter.manager.schema;

import org.jspecify.annotations.NullMarked;
