/** Texts for people, before their language is known. */
@NullMarked
package io.otter.manager.text;

import org.jspecify.annotations.NullMarked;
