/** Which of several managers does what one alone may do. */
@NullMarked
package io.otter.arbitrate.leader;

import org.jspecify.annotations.NullMarked;
