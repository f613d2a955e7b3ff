/** The pages of one pipeline: what it does, what went wrong, what it has done, how it is set up. */
@NullMarked
package io.otter.manager.pipeline;

import org.jspecify.annotations.NullMarked;
