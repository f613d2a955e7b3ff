package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;

/**
 * Who gets in, how, for how long, where that is noted, and what is kept.
 */
public record AccessSettings(
        HttpsSettings https, SessionSettings sessions, AuditSettings audit, RetentionSettings kept) {
    static AccessSettings from(ConfigurationFile configuration) {
        return new AccessSettings(
                HttpsSettings.from(configuration),
                SessionSettings.from(configuration),
                AuditSettings.from(configuration),
                RetentionSettings.from(configuration));
    }
}
