/** Configuration as the manager publishes it and nodes watch it. */
@NullMarked
package io.otter.arbitrate.config;

import org.jspecify.annotations.NullMarked;
