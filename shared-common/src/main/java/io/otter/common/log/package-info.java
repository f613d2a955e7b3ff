/** Files of logs. */
@NullMarked
package io.otter.common.log;

import org.jspecify.annotations.NullMarked;
