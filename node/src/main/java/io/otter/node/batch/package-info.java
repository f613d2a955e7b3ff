/**
 * What travels between a pipeline's stages: batches of changes, their outcome, the hand-over to the node that loads
 * them, and the faults that stop it.
 */
@NullMarked
package io.otter.node.batch;

import org.jspecify.annotations.NullMarked;
