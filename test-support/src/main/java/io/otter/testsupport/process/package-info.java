/** Processes that a test does something to from outside. */
@NullMarked
package io.otter.testsupport.process;

import org.jspecify.annotations.NullMarked;
