/** What fuzzers have found, for every build. */
@NullMarked
package io.otter.testsupport.fuzz;

import org.jspecify.annotations.NullMarked;
