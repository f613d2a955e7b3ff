/** Configuration and accounts of a manager in one file. */
@NullMarked
package io.otter.manager.backup;

import org.jspecify.annotations.NullMarked;
