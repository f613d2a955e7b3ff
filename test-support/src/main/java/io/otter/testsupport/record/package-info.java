/** Values that tests make from others. */
@NullMarked
package io.otter.testsupport.record;

import org.jspecify.annotations.NullMarked;
