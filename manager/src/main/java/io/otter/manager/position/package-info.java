/** Where pipelines resume, and moving them elsewhere. */
@NullMarked
package io.otter.manager.position;

import org.jspecify.annotations.NullMarked;
