/** Moves an installation of alibaba/otter over. */
@NullMarked
package io.otter.manager.migration;

import org.jspecify.annotations.NullMarked;
