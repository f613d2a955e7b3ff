/** Users of the manager: passwords, log-in, roles and tokens. */
@NullMarked
package io.otter.manager.user;

import org.jspecify.annotations.NullMarked;
