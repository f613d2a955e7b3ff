/** Configuration, published by managers and watched by nodes. */
@NullMarked
package io.otter.arbitrate.config;

import org.jspecify.annotations.NullMarked;
