package io.otter.common.model;

import io.otter.common.secret.Secret;
import java.util.Map;

/**
 * A database server with its address and credentials.
 *
 * @param id of table DATA_MEDIA_SOURCE
 * @param options typed connection options from the allow-list of {@code shared-database}; never a JDBC URL
 */
public record DataMediaSource(
        long id,
        String name,
        SourceType type,
        String host,
        int port,
        String username,
        Secret password,
        Map<String, String> options) {
    public DataMediaSource {
        options = Map.copyOf(options);
    }
}
