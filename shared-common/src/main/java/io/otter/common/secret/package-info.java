/** Encryption of stored secrets. */
@NullMarked
package io.otter.common.secret;

import org.jspecify.annotations.NullMarked;
