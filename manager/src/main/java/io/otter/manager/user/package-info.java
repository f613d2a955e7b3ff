/** Who may use the manager: users, passwords, log-in, roles. */
@NullMarked
package io.otter.manager.user;

import org.jspecify.annotations.NullMarked;
