package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;

/**
 * Who gets in, how, for how long, and where that is noted.
 *
 * @param rowDays how long the manager keeps what it was told of single rows
 */
public record AccessSettings(HttpsSettings https, SessionSettings sessions, AuditSettings audit, int rowDays) {
    static AccessSettings from(ConfigurationFile configuration) {
        return new AccessSettings(
                HttpsSettings.from(configuration),
                SessionSettings.from(configuration),
                AuditSettings.from(configuration),
                configuration.number("otter.rows.days", 30, 1, 3_650));
    }
}
