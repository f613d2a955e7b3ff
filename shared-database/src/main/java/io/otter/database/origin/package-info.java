@NullMarked
package io.otter.database.origin;

import org.jspecify.annotations.NullMarked;
