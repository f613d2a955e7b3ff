/** The hand-over of batches from select to load between two nodes. */
@NullMarked
package io.otter.node.handover;

import org.jspecify.annotations.NullMarked;
