/** What all calls of the REST API have in common. */
@NullMarked
package io.otter.manager.api;

import org.jspecify.annotations.NullMarked;
