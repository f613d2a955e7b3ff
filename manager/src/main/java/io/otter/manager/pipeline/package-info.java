/** The pages of one pipeline: status, errors, history and settings. */
@NullMarked
package io.otter.manager.pipeline;

import org.jspecify.annotations.NullMarked;
