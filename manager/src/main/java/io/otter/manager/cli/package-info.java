/** The command line client of the REST API. Runs without Spring. */
@NullMarked
package io.otter.manager.cli;

import org.jspecify.annotations.NullMarked;
