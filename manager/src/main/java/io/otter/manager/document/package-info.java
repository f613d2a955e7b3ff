/** The JSON in columns PARAMETERS and PROPERTIES, as alibaba/otter 4.2 writes it. */
@NullMarked
package io.otter.manager.document;

import org.jspecify.annotations.NullMarked;
