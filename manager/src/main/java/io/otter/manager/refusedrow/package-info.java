/** Rows at which pipelines have stopped, and what operators decide about them. */
@NullMarked
package io.otter.manager.refusedrow;

import org.jspecify.annotations.NullMarked;
