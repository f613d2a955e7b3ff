/** Real database servers as local processes. */
@NullMarked
package io.otter.testsupport.database;

import org.jspecify.annotations.NullMarked;
