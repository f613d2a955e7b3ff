/** What a process tells a monitoring system, in Prometheus' text format. */
@NullMarked
package io.otter.common.metrics;

import org.jspecify.annotations.NullMarked;
