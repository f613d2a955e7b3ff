package io.otter.common.model;

import io.otter.common.secret.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database server with its address and credentials.
 *
 * @param id of table DATA_MEDIA_SOURCE
 * @param options typed connection options from the allow-list of {@code shared-database}; never a JDBC URL
 * @param group the server group whose current master the address belongs to; null if the address is the source's own
 */
public record DataMediaSource(
        long id,
        String name,
        SourceType type,
        String host,
        int port,
        String username,
        Secret password,
        Map<String, String> options,
        @Nullable String group) {
    public DataMediaSource {
        options = Map.copyOf(options);
    }

    /** A source with its own address. */
    public DataMediaSource(
            long id,
            String name,
            SourceType type,
            String host,
            int port,
            String username,
            Secret password,
            Map<String, String> options) {
        this(id, name, type, host, port, username, password, options, null);
    }
}
