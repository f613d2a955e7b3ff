/** Results as tables and as a chart. */
@NullMarked
package io.otter.benchmark.report;

import org.jspecify.annotations.NullMarked;
