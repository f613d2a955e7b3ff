/** What is said to people, before it is known in which language. */
@NullMarked
package io.otter.manager.text;

import org.jspecify.annotations.NullMarked;
