/** Who decided what. */
@NullMarked
package io.otter.manager.audit;

import org.jspecify.annotations.NullMarked;
