/** Compares both sides of a pipeline while it runs. */
@NullMarked
package io.otter.node.verify;

import org.jspecify.annotations.NullMarked;
