/** Logging in to a server by the client/server protocol, for whoever speaks it without a JDBC driver. */
@NullMarked
package io.otter.database.login;

import org.jspecify.annotations.NullMarked;
