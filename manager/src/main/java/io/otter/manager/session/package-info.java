/** Sessions of the pages, kept in the manager's database so that any manager goes on with them. */
@NullMarked
package io.otter.manager.session;

import org.jspecify.annotations.NullMarked;
