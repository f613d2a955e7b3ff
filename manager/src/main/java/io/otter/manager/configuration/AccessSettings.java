package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import java.time.Duration;
import java.util.Optional;

/**
 * Who gets in, how, for how long, where that is noted, and what is kept.
 *
 * @param oidc an identity provider whose users may log in
 * @param fourEyes how long acts wait for a second person; empty if they need none
 */
public record AccessSettings(
        HttpsSettings https,
        SessionSettings sessions,
        AuditSettings audit,
        Optional<OidcSettings> oidc,
        Optional<Duration> fourEyes,
        RetentionSettings kept) {
    static AccessSettings from(ConfigurationFile configuration) {
        return new AccessSettings(
                HttpsSettings.from(configuration),
                SessionSettings.from(configuration),
                AuditSettings.from(configuration),
                OidcSettings.from(configuration),
                configuration.flag("otter.fourEyes", false)
                        ? Optional.of(Duration.ofHours(configuration.number("otter.fourEyes.hours", 24, 1, 720)))
                        : Optional.empty(),
                RetentionSettings.from(configuration));
    }
}
