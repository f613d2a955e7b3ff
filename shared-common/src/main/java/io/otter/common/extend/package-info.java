/** The interface for jars in a node's {@code extend/} folder. */
@NullMarked
package io.otter.common.extend;

import org.jspecify.annotations.NullMarked;
