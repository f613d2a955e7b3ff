package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;

/**
 * For how many days the manager keeps what would else grow for ever.
 *
 * @param rows what it was told of single rows
 * @param history the figures of curves, see also the steps in which they are kept
 * @param audit lines of the audit log; 0 for all
 */
public record RetentionSettings(int rows, int history, int audit) {
    static RetentionSettings from(ConfigurationFile configuration) {
        return new RetentionSettings(
                configuration.number("otter.rows.days", 30, 1, 3_650),
                configuration.number("otter.history.days", 400, 1, 3_650),
                configuration.number("otter.audit.days", 1_100, 0, 36_500));
    }
}
