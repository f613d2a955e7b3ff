/** Configuration files and environment variables. */
@NullMarked
package io.otter.common.configuration;

import org.jspecify.annotations.NullMarked;
