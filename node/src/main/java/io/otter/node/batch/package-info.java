/**
 * What travels between a pipeline's stages: batches of changes, what was loaded of them, how they are handed to the node
 * that loads, and the faults that stop one.
 */
@NullMarked
package io.otter.node.batch;

import org.jspecify.annotations.NullMarked;
