package io.otter.model;

import io.otter.manager.monitor.PlayedMonitor;
import io.otter.manager.publication.PlayedStates;

/** The managers' database. */
final class PlayedDatabase {
    final PlayedStates states = new PlayedStates();
    final PlayedMonitor monitor = new PlayedMonitor();
    boolean up = true;
}
