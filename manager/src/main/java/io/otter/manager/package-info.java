/** The manager: configuration, pages, REST API and monitoring of channels. */
@NullMarked
package io.otter.manager;

import org.jspecify.annotations.NullMarked;
