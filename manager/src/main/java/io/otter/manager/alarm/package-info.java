/** Alarms: the rules, the active alarms, and their delivery. */
@NullMarked
package io.otter.manager.alarm;

import org.jspecify.annotations.NullMarked;
