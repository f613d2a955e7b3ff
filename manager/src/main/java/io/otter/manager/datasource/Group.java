package io.otter.manager.datasource;

import io.otter.common.model.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Servers of which one is the master; sources and canals that name the group use that one. A data matrix in
 * alibaba/otter.
 *
 * @param id of table DATA_MATRIX, 0 for a new one
 * @param standby null when there is none
 */
public record Group(
        long id,
        String name,
        ServerAddress master,
        @Nullable ServerAddress standby,
        String description) {}
