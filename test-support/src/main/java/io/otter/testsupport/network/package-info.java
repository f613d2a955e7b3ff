/** A network with faults on demand, and ports that stay free. */
@NullMarked
package io.otter.testsupport.network;

import org.jspecify.annotations.NullMarked;
