/** Start-up of the manager: its keys, its database and what is said when one of them is wrong. */
@NullMarked
package io.otter.manager.configuration;

import org.jspecify.annotations.NullMarked;
