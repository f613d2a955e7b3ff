/** Error codes with their advice. */
@NullMarked
package io.otter.common.error;

import org.jspecify.annotations.NullMarked;
