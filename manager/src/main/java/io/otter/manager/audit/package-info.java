/** Records who did what, when and from where. */
@NullMarked
package io.otter.manager.audit;

import org.jspecify.annotations.NullMarked;
