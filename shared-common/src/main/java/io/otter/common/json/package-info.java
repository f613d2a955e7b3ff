/** JSON as it is stored, published and sent. */
@NullMarked
package io.otter.common.json;

import org.jspecify.annotations.NullMarked;
