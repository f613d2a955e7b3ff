/** The command line: the REST API from a shell. Needs no Spring at run time. */
@NullMarked
package io.otter.manager.cli;

import org.jspecify.annotations.NullMarked;
