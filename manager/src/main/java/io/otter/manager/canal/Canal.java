package io.otter.manager.canal;

import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to read a source's log.
 *
 * @param id of table CANAL, 0 for a new one
 * @param source name of the data media source that supplies what is missing here; null only if nothing is missing
 * @param group name of the server group whose master is read; null for none
 * @param addresses empty for those of the group or the source
 * @param username null for the source's
 * @param password null for the source's
 * @param serverId null for one derived from the id
 */
public record Canal(
        long id,
        String name,
        @Nullable String source,
        @Nullable String group,
        List<ServerAddress> addresses,
        @Nullable String username,
        @Nullable Secret password,
        StartPosition start,
        @Nullable Long serverId,
        boolean tsdb) {
    public Canal {
        addresses = List.copyOf(addresses);
    }
}
