/** Tests of single servers, before anything is stored. */
@NullMarked
package io.otter.manager.probe;

import org.jspecify.annotations.NullMarked;
