/** Data media sources and their tables. */
@NullMarked
package io.otter.manager.datasource;

import org.jspecify.annotations.NullMarked;
