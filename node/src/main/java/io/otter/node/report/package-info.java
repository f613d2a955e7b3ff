/** What this node tells managers. */
@NullMarked
package io.otter.node.report;

import org.jspecify.annotations.NullMarked;
