/** A network that misbehaves on demand. */
@NullMarked
package io.otter.testsupport.network;

import org.jspecify.annotations.NullMarked;
