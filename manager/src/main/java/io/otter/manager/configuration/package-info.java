/** Start-up of the manager: its settings and database, and the errors when one of them is invalid. */
@NullMarked
package io.otter.manager.configuration;

import org.jspecify.annotations.NullMarked;
