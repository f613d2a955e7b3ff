/** The pages. They show and ask; every rule is in the services that they call. */
@NullMarked
package io.otter.manager.web;

import org.jspecify.annotations.NullMarked;
