/** The configured channels, pipelines and pairs. */
@NullMarked
package io.otter.manager.sync;

import org.jspecify.annotations.NullMarked;
