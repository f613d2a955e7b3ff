/** What a jar in a node's {@code extend/} folder may implement. */
@NullMarked
package io.otter.common.extend;

import org.jspecify.annotations.NullMarked;
