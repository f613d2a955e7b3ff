/** What the documents of this repository say. */
@NullMarked
package io.otter.testsupport.documents;

import org.jspecify.annotations.NullMarked;
