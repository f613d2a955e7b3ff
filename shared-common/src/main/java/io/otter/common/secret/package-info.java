/** Secrets at rest. */
@NullMarked
package io.otter.common.secret;

import org.jspecify.annotations.NullMarked;
