/** Settings of the whole installation, in table SYSTEM_PARAMETER. */
@NullMarked
package io.otter.manager.parameter;

import org.jspecify.annotations.NullMarked;
