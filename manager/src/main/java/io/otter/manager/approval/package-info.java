/** Acts that need a second person, where the configuration wants that. */
@NullMarked
package io.otter.manager.approval;

import org.jspecify.annotations.NullMarked;
