/** What nodes tell managers. */
@NullMarked
package io.otter.communication.message;

import org.jspecify.annotations.NullMarked;
