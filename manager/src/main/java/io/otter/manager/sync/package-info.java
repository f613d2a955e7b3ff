/** What is to be synced: channels, pipelines and pairs as they are configured. */
@NullMarked
package io.otter.manager.sync;

import org.jspecify.annotations.NullMarked;
