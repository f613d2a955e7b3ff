/** What states channels, pipelines and processes have, and which may follow which. */
@NullMarked
package io.otter.arbitrate.state;

import org.jspecify.annotations.NullMarked;
