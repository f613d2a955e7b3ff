/** What this node reports to managers. */
@NullMarked
package io.otter.node.report;

import org.jspecify.annotations.NullMarked;
