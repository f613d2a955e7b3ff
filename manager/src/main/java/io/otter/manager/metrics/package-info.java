/** What a manager tells a monitoring system of the whole installation. */
@NullMarked
package io.otter.manager.metrics;

import org.jspecify.annotations.NullMarked;
