/** The pages. They only show and call; all rules are in the services. */
@NullMarked
package io.otter.manager.web;

import org.jspecify.annotations.NullMarked;
