/** The whole configuration as one document: reading, validating, applying and exporting it. */
@NullMarked
package io.otter.manager.spec;

import org.jspecify.annotations.NullMarked;
