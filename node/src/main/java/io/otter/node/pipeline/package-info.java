/** One pipeline at work: the run that holds its stages together, its progress and its facts. */
@NullMarked
package io.otter.node.pipeline;

import org.jspecify.annotations.NullMarked;
