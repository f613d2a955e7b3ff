package io.otter.manager.publication;

import org.jspecify.annotations.Nullable;

/**
 * Nodes are about to hear of a configuration or of a start; listeners do first what has to be there by then.
 *
 * @param starting id of the channel that is about to start; null if none is
 */
public record BeforeNodesHear(@Nullable Long starting) {}
