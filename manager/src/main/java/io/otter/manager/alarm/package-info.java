/** Rules that say when somebody has to be told, what is wrong now, and telling it. */
@NullMarked
package io.otter.manager.alarm;

import org.jspecify.annotations.NullMarked;
