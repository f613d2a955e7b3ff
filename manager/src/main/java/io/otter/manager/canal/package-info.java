/** The canals: how sources' logs are read. */
@NullMarked
package io.otter.manager.canal;

import org.jspecify.annotations.NullMarked;
