/** One pipeline at work: the run that connects its stages, and its progress. */
@NullMarked
package io.otter.node.pipeline;

import org.jspecify.annotations.NullMarked;
