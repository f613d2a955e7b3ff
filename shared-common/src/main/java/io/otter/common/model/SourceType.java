package io.otter.common.model;

/** The wire protocol of a data media source; MariaDB servers are {@code MYSQL}, too: the server itself tells which. */
public enum SourceType {
    MYSQL
}
