package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import java.time.Duration;

/**
 * How many log-ins to the pages there are, and how long they last.
 *
 * @param idle ends one that asks for nothing
 * @param longest ends every one
 * @param perUser a further one ends the user's longest unused one
 * @param total a further one ends the longest unused one of all
 */
public record SessionSettings(Duration idle, Duration longest, int perUser, int total) {
    static SessionSettings from(ConfigurationFile configuration) {
        return new SessionSettings(
                Duration.ofMinutes(configuration.number("otter.session.idleMinutes", 120, 1, 10_000)),
                Duration.ofHours(configuration.number("otter.session.hours", 24, 1, 1_000)),
                configuration.number("otter.session.perUser", 20, 1, 10_000),
                configuration.number("otter.session.total", 2_000, 1, 100_000));
    }
}
