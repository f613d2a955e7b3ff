/** The JSON in columns PARAMETERS and PROPERTIES, in the format of alibaba/otter 4.2. */
@NullMarked
package io.otter.manager.document;

import org.jspecify.annotations.NullMarked;
