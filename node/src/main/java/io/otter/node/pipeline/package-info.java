/** One pipeline at work: what travels between its stages, and the run that holds them together. */
@NullMarked
package io.otter.node.pipeline;

import org.jspecify.annotations.NullMarked;
