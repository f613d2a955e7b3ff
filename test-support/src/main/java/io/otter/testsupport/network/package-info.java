/** A network with faults on demand. */
@NullMarked
package io.otter.testsupport.network;

import org.jspecify.annotations.NullMarked;
