/** Whether a pipeline does its work: the one answer that pages, API, metrics and alarms give. */
@NullMarked
package io.otter.common.health;

import org.jspecify.annotations.NullMarked;
